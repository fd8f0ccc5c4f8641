using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Longgang.Edge.Uplink.Tests.Support;

/// <summary>A real broker with a password file, on a port that was free. Can be killed and started again.</summary>
public sealed class Mosquitto : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lg-mosquitto-").FullName;
    private readonly List<string> _extra;
    private Process? _process;

    private Mosquitto(List<string> extra)
    {
        _extra = extra;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Endpoint = (IPEndPoint)probe.LocalEndpoint;
    }

    public IPEndPoint Endpoint { get; }

    public static async Task<Mosquitto> StartAsync(params string[] extra)
    {
        var broker = new Mosquitto([.. extra]);
        try
        {
            await broker.StartAgainAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9: no goodbye to anybody, nothing persisted.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async Task StartAgainAsync()
    {
        string passwords = Path.Combine(_directory, "passwords");
        if (!File.Exists(passwords))
        {
            await Run("mosquitto_passwd", "-c", "-b", passwords, "gw-test", "secret");
            await Run("mosquitto_passwd", "-b", passwords, "cloud", "cloud");
        }

        string configuration = Path.Combine(_directory, "mosquitto.conf");
        await File.WriteAllLinesAsync(
            configuration,
            [
                $"listener {Endpoint.Port} 127.0.0.1",
                "allow_anonymous false",
                $"password_file {passwords}",
                "user root",
                "persistence false",
                "log_dest stderr",
                "log_type all",
                .. _extra,
            ]);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("mosquitto", ["-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true },
        };
        _process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data?.EndsWith("running", StringComparison.Ordinal) == true)
            {
                running.TrySetResult();
            }
        };
        _process.Start();
        _process.BeginErrorReadLine();
        await running.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task Run(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{file}: exit code {process.ExitCode}"));
    }
}
