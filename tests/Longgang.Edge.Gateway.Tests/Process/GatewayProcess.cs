using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Longgang.Edge.Gateway.Tests.Process;

/// <summary>The gateway as a process of its own.</summary>
public sealed partial class GatewayProcess : IDisposable
{
    private const int SigTerm = 15;
    private readonly System.Diagnostics.Process _process;
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];
    private readonly long _started;

    /// <summary>Starts <paramref name="program"/>, a native program or a .dll for <c>dotnet</c>.</summary>
    public GatewayProcess(string program, GatewayFolder folder)
    {
        _http.BaseAddress = new Uri($"http://127.0.0.1:{folder.HealthPort}");
        bool dll = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(dll ? "dotnet" : program, [.. dll ? (string[])[program] : [], "--config", folder.Save()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new System.Diagnostics.Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _started = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public TimeSpan StartTime { get; private set; }

    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Completes when it says that it listens.</summary>
    public async Task ReadyAsync()
    {
        Task first = await Task.WhenAny(_ready.Task, _process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(first == _ready.Task, "It ended before it was ready:\n" + Output);
    }

    public async Task<JsonNode> HealthAsync() => (await _http.GetFromJsonAsync<JsonNode>("/health/ready"))!;

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SigTerm));
        return await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _http.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (line.Contains("[4501]", StringComparison.Ordinal))
        {
            StartTime = Stopwatch.GetElapsedTime(_started);
            _ready.TrySetResult();
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
