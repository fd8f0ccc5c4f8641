using System.Diagnostics;

namespace Longgang.FirmwareSim.Processes;

/// <summary>
/// A process of the district: started in a session of its own, so that Ctrl-C in the terminal reaches only us, with its output in a log
/// file; killed, started again, measured over all of its lives.
/// </summary>
public sealed class ChildProcess(string name, string file, IReadOnlyList<string> arguments, string logFile, TimeProvider time) : IDisposable
{
    private const int LogLines = 15;
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private Process? _process;
    private bool _downOnPurpose = true;
    private double _cpuOfEarlierLives;
    private double _cpu;

    public string Name { get; } = name;

    public string LogFile { get; } = logFile;

    /// <summary>Resident memory now, in KiB.</summary>
    public long RssKb { get; private set; }

    /// <summary>The most resident memory of any life, in KiB.</summary>
    public long PeakRssKb { get; private set; }

    /// <summary>Processor time of all lives.</summary>
    public double CpuSeconds => _cpuOfEarlierLives + _cpu;

    /// <summary>The exit code of a life that ended by SIGTERM; null before.</summary>
    public int? ExitCode { get; private set; }

    public bool Running
    {
        get
        {
            lock (_gate)
            {
                return _process is { HasExited: false };
            }
        }
    }

    /// <summary>Its standard output instead of the log file, for a child that reports on it.</summary>
    public bool PipesOutput { get; init; }

    /// <summary>It ends when its work is done, with 0, or with 1 when something is left undone that the judge then names.</summary>
    public bool EndsWhenDone { get; init; }

    /// <summary>It has processes of its own, which must be gone too before it may start again.</summary>
    public bool HasChildren { get; init; }

    public StreamReader Output => _process!.StandardOutput;

    public void Start()
    {
        lock (_gate)
        {
            // exec keeps the process id through setsid and sh, so that what we signal and measure is the program itself.
            string redirect = PipesOutput ? "2>>\"$LOG_FILE\"" : ">>\"$LOG_FILE\" 2>&1";
            var start = new ProcessStartInfo("setsid")
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = PipesOutput,
                WorkingDirectory = Path.GetDirectoryName(LogFile)!,
            };
            start.Environment["LOG_FILE"] = LogFile;
            foreach (string argument in (string[])["sh", "-c", $"exec \"$@\" {redirect}", "sh", .. CommandLine()])
            {
                start.ArgumentList.Add(argument);
            }

            _cpuOfEarlierLives += _cpu;
            _cpu = 0;
            _process?.Dispose();
            _process = Process.Start(start) ?? throw new ProcessFailedException($"{Name} did not start");
            _process.StandardInput.Close();
            _downOnPurpose = false;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        Sample();
        Process? process;
        lock (_gate)
        {
            _downOnPurpose = true;
            process = _process;
        }

        if (process is { HasExited: false })
        {
            int[] children = HasChildren ? ProcessUsage.ChildrenOf(process.Id) : [];
            process.Kill(entireProcessTree: HasChildren);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            while (children.Any(ProcessUsage.IsAlive))
            {
                await Task.Delay(_glance, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>SIGTERM; after the limit kill -9. Returns false when it had to be killed.</summary>
    public async Task<bool> TerminateAsync(TimeSpan limit)
    {
        Sample();
        Process? process;
        lock (_gate)
        {
            _downOnPurpose = true;
            process = _process;
        }

        if (process is null || process.HasExited || !Signals.Terminate(process.Id))
        {
            return true;
        }

        try
        {
            using var late = new CancellationTokenSource(limit, time);
            await process.WaitForExitAsync(late.Token).ConfigureAwait(false);
            ExitCode = process.ExitCode;
            return true;
        }
        catch (OperationCanceledException)
        {
            await KillAsync().ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Sends SIGTERM and does not wait.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            if (_process is { HasExited: false } process)
            {
                Signals.Terminate(process.Id);
            }
        }
    }

    public async Task<int> WaitAsync(CancellationToken token)
    {
        await _process!.WaitForExitAsync(token).ConfigureAwait(false);
        lock (_gate)
        {
            _downOnPurpose = true;
        }

        return _process.ExitCode;
    }

    /// <summary>Measures it; throws when it ended although nobody wanted that.</summary>
    public void Check()
    {
        lock (_gate)
        {
            if (!_downOnPurpose && _process is { HasExited: true } dead && !(EndsWhenDone && dead.ExitCode is 0 or 1))
            {
                _downOnPurpose = true;
                throw new ProcessFailedException($"{Name} ended by itself with exit code {dead.ExitCode}{LastLines()}");
            }
        }

        Sample();
    }

    /// <summary>The end of the log, for an error message.</summary>
    public string LastLines()
    {
        string[] lines = File.Exists(LogFile) ? File.ReadAllLines(LogFile) : [];
        // A crash says what it is first and where it was after that: show its beginning rather than its end.
        int crash = Array.FindLastIndex(lines, line => line.StartsWith("Unhandled exception", StringComparison.Ordinal));
        string text = string.Join("\n    ", crash >= 0 ? lines.Skip(crash).Take(LogLines) : lines.TakeLast(LogLines));
        return $"; the end of {LogFile}:\n    {(text.Length > 0 ? text : "(empty)")}";
    }

    public void Dispose()
    {
        if (Running)
        {
            _process!.Kill();
        }

        _process?.Dispose();
    }

    private string[] CommandLine() =>
        file.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", file, .. arguments] : [file, .. arguments];

    private void Sample()
    {
        lock (_gate)
        {
            if (_process is { HasExited: false } process && ProcessUsage.Read(process.Id) is { } usage)
            {
                RssKb = usage.RssKb;
                PeakRssKb = Math.Max(PeakRssKb, usage.PeakRssKb);
                _cpu = usage.CpuSeconds;
            }
        }
    }
}
