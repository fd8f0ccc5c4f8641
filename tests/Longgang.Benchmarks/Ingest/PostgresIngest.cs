using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Ingest;

/// <summary>
/// The built service on PostgreSQL, fed over MQTT, from the first publication to the last acknowledgement; and psql's <c>\copy</c> of the very rows
/// that it stored, in one transaction, into a database with the same tables, indexes and partitions on the same server.
/// </summary>
internal sealed class PostgresIngest : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly TemporaryFolder _folder;
    private readonly ProductProcess _cloud;
    private readonly List<BoxFeed> _boxes;
    private long _copiedTo;

    private PostgresIngest(PostgresServer server, TemporaryFolder folder, ProductProcess cloud, List<BoxFeed> boxes)
    {
        _server = server;
        _folder = folder;
        _cloud = cloud;
        _boxes = boxes;
    }

    public static async Task<PostgresIngest> StartAsync(int gateways)
    {
        PostgresServer server = await PostgresServer.StartAsync("shared_buffers=256MB", "max_wal_size=4GB");
        await server.ExecuteAsync("postgres", "CREATE DATABASE ours");
        var folder = new TemporaryFolder();
        string[] names = [.. Enumerable.Range(1, gateways).Select(i => string.Create(CultureInfo.InvariantCulture, $"gw-{i:000}"))];
        string entries = string.Join(',', names.Select(name => $$"""{"id":"{{name}}","secretSha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret(name))))}}"}"""));
        await File.WriteAllTextAsync(folder.PathTo("gateways.json"), $$"""{"gateways":[{{entries}}]}""");
        int broker = Ports.Free();
        int api = Ports.Free();
        await File.WriteAllTextAsync(folder.PathTo("cloud.json"), $$"""
            { "Storage": { "Kind": "postgres", "Postgres": { "ConnectionString": "{{server.ConnectionString("ours")}}" } },
              "Broker": { "Endpoint": "127.0.0.1:{{broker}}", "GatewaysFile": "gateways.json" },
              "Api": { "Endpoint": "127.0.0.1:{{api}}" },
              "Logging": { "LogLevel": { "Default": "Warning" } } }
            """);
        ProductProcess cloud = ProductProcess.Start(Built.Cloud, "--config", folder.PathTo("cloud.json"));
        await cloud.WaitUntilReadyAsync(new Uri($"http://127.0.0.1:{api}/health/ready"), TimeSpan.FromSeconds(60));
        var boxes = new List<BoxFeed>();
        foreach (string name in names)
        {
            boxes.Add(await BoxFeed.ConnectAsync(broker, name, Secret(name)));
        }

        return new PostgresIngest(server, folder, cloud, boxes);
    }

    /// <summary>Seconds until all batches are acknowledged.</summary>
    public async Task<double> IngestAsync(IReadOnlyList<(ulong First, byte[] Payload)> batches)
    {
        await _server.ExecuteAsync("ours", "CHECKPOINT");
        List<(ulong First, byte[] Payload)>[] queues = [.. _boxes.Select((_, box) => batches.Where((_, index) => index % _boxes.Count == box).ToList())];
        long start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(_boxes.Zip(queues, (box, queue) => box.SendAsync(queue)));
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Seconds of a copy of the rows that the last ingestion stored, and how many there were.</summary>
    public async Task<(double Seconds, long Rows)> CopyAsync()
    {
        string file = _folder.PathTo("rows.copy");
        long highest = long.Parse(await PsqlAsync("ours", "SELECT coalesce(max(id), 0) FROM scans"), CultureInfo.InvariantCulture);
        await PsqlAsync("ours", string.Create(CultureInfo.InvariantCulture, $"\\copy (SELECT * FROM scans WHERE id > {_copiedTo} ORDER BY id) TO '{file}'"));
        _copiedTo = highest;
        if ((await PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'copied'")).Trim() == "0")
        {
            // Tables, indexes and partitions as the service made them, without its rows.
            await PsqlAsync("postgres", "CREATE DATABASE copied");
            await RunAsync("sh", "-c", $"'{PostgresServer.Program("pg_dump")}' --schema-only -h '{_server.SocketFolder}' -p {_server.Port} -U postgres ours | "
                + $"'{PostgresServer.Program("psql")}' -X -q -h '{_server.SocketFolder}' -p {_server.Port} -U postgres copied");
        }

        await _server.ExecuteAsync("copied", "CHECKPOINT");
        string said = await PsqlAsync("copied", "\\timing on", $"\\copy scans FROM '{file}'");
        long rows = long.Parse(said.Split('\n').Single(line => line.StartsWith("COPY ", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
        string time = said.Split('\n').Last(line => line.StartsWith("Time: ", StringComparison.Ordinal));
        return (double.Parse(time.Split(' ')[1], CultureInfo.InvariantCulture) / 1000, rows);
    }

    /// <summary>Rows that are missing or double, over all that was sent.</summary>
    public async Task<(long Lost, long Doubled)> CheckAsync(long sent)
    {
        string[] counts = (await PsqlAsync("ours", "SELECT count(*), count(DISTINCT (device, epoch, seq)) FROM scans")).Trim().Split('|');
        long rows = long.Parse(counts[0], CultureInfo.InvariantCulture);
        long distinct = long.Parse(counts[1], CultureInfo.InvariantCulture);
        return (sent - distinct, rows - distinct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BoxFeed box in _boxes)
        {
            await box.DisposeAsync();
        }

        await _cloud.StopAsync(TimeSpan.FromSeconds(30));
        await _cloud.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static string Secret(string gateway) => "bench-secret-of-" + gateway;

    private Task<string> PsqlAsync(string database, params IEnumerable<string> commands) => RunAsync(
        PostgresServer.Program("psql"),
        ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", _server.SocketFolder, "-p", $"{_server.Port}", "-U", "postgres", "-d", database, .. commands.SelectMany(command => new[] { "-c", command })]);

    private static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said}");
    }
}
