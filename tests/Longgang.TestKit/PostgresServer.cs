using System.Diagnostics;
using System.Globalization;

namespace Longgang.TestKit;

/// <summary>
/// A real PostgreSQL of its own, from Debian's <c>postgresql</c> package, in a temporary folder, on a socket in it and on a free loopback port.
/// It runs as <c>postgres</c> when the tests run as root, which the server refuses, and it ends when whoever started it ends, however that happens.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("lgpg-").FullName;
    private readonly string[] _settings;
#pragma warning disable CA2213 // EndAsync disposes of it.
    private Process? _process;
#pragma warning restore CA2213
    private int _databases;

    private PostgresServer(string[] settings) => _settings = settings;

    /// <summary>Loopback port, the same after a restart.</summary>
    public int Port { get; } = Ports.Lasting();

    /// <summary>Folder of the Unix socket, a host name to Npgsql and to psql.</summary>
    public string SocketFolder => _folder;

    /// <summary>Folder of the database cluster.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>Id of the postmaster.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Makes a cluster and starts it; <paramref name="settings"/> as <c>name=value</c>.</summary>
    /// <exception cref="InvalidOperationException">The package is not installed.</exception>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer(settings);
        await server.InitialiseAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The path of one of PostgreSQL's programs.</summary>
    public static string Program(string name)
    {
        string? newest = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderBy(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).LastOrDefault()
            : null;
        return newest is null
            ? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql.")
            : Path.Combine(newest, "bin", name);
    }

    /// <summary>Starts the server on the data that it has, and waits until it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        // The shell holds the other end of our pipe: when we are gone, by whatever end, it stops the server.
        const string Guard = "\"$@\" >\"$0\" 2>&1 </dev/null & server=$!; cat >/dev/null; kill -QUIT $server 2>/dev/null; wait $server";
        string[] server =
        [
            Program("postgres"), "-D", DataFolder, "-k", _folder, "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture),
            .. _settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            _process = Process.Start(Info(["sh", "-c", Guard, Path.Combine(_folder, "log"), .. server]))!;
            while (Stopwatch.GetElapsedTime(start) < Patience)
            {
                if (await RunAsync(Program("pg_isready"), "-q", "-h", _folder, "-p", Text(Port), "-d", "postgres") == 0)
                {
                    return;
                }

                // Children of a killed postmaster may hold its memory for a moment: then the new one refuses and is started again.
                string log = File.Exists(Path.Combine(_folder, "log")) ? await File.ReadAllTextAsync(Path.Combine(_folder, "log")) : string.Empty;
                if (log.Contains("pre-existing shared memory block", StringComparison.Ordinal))
                {
                    break;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }

            await EndAsync();
            if (Stopwatch.GetElapsedTime(start) >= Patience)
            {
                throw new TimeoutException($"PostgreSQL takes no connections after {Patience}.\n{await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}");
            }
        }
    }

    /// <summary>kill -9 of the postmaster; its children end by themselves when they notice.</summary>
    public async Task KillAsync()
    {
        using Process postmaster = Process.GetProcessById(ProcessId);
        postmaster.Kill();
        await EndAsync();
    }

    /// <summary>kill -9 of the postmaster and of all its children at once, so that none of them finishes what it was at.</summary>
    public async Task KillWithChildrenAsync()
    {
        using Process postmaster = Process.GetProcessById(ProcessId);
        postmaster.Kill(entireProcessTree: true);
        await EndAsync();
    }

    /// <summary>An orderly restart that ends every connection.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Ends every connection and stops.</summary>
    public async Task StopAsync()
    {
        Assert.Equal(0, await RunAsync(Program("pg_ctl"), "stop", "-s", "-m", "fast", "-w", "-D", DataFolder));
        await EndAsync();
    }

    /// <summary>Makes a new database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>The connection string of a database, over loopback TCP.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres");

    /// <summary>Runs SQL by psql, stopping at the first error.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        int exit = await RunAsync(Program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", _folder, "-p", Text(Port), "-U", "postgres", "-d", database, "-c", sql);
        Assert.True(exit == 0, $"psql ended with {exit}: {sql}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As the user that the server runs as: root is not allowed.</summary>
    private static ProcessStartInfo Info(params IReadOnlyList<string> command)
    {
        string[] line = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : [.. command];
        var info = new ProcessStartInfo(line[0]) { RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (string argument in line.Skip(1))
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }

    private static async Task<int> RunAsync(params IReadOnlyList<string> command)
    {
        ProcessStartInfo info = Info(command);
        info.RedirectStandardOutput = true;
        using Process process = Process.Start(info)!;
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private async Task InitialiseAsync()
    {
        if (Environment.UserName == "root")
        {
            using Process chown = Process.Start("chown", ["postgres", _folder]);
            await chown.WaitForExitAsync();
        }

        int exit = await RunAsync(Program("initdb"), "--no-sync", "--no-instructions", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", DataFolder);
        Assert.True(exit == 0, $"initdb ended with {exit}.");
    }

    private async Task EndAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.Dispose();
        }
    }
}
