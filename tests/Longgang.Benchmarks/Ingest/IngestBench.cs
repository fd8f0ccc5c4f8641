using System.Globalization;
using Longgang.Benchmarks.Results;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Upkeep;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Longgang.Benchmarks.Ingest;

/// <summary>
/// SQLite: drives the store directly with generated batches, and plain SQLite with the same rows: one table, one prepared statement, the same
/// events a transaction, WAL and synchronous=FULL, nothing else: no index, no dedupe, no ledger. Then <see cref="PostgresIngestBench"/>.
/// </summary>
internal sealed class IngestBench : IBench
{
    private const int BatchEvents = BatchSource.BatchEvents;
    private const int Events = 400_000;
    private const int UsualRuns = 5;

    public string Name => "ingest";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int runs = context.Runs(UsualRuns);
        IReadOnlyList<IngestItem.Readable> batches = [.. BatchSource.Generate(context.Events(Events), 1)];
        var rows = new List<BenchRow>();
        var ratios = new Dictionary<string, double>();
        foreach (int group in (int[])[8, 64])
        {
            List<double> ours = [], native = [], ado = [];
            string metric = $"events, {group * BatchEvents} a transaction";
            for (int run = 1; run <= runs; run++)
            {
                string directory = Directory.CreateTempSubdirectory("ingest-bench-").FullName;
                ours.Add(await StoreAsync(directory, batches, group));
                context.Report($"ours-sqlite, {metric}", run, runs, ours[^1], "1/s");
                native.Add(RawNative(directory, batches, group));
                context.Report($"raw-sqlite, {metric}", run, runs, native[^1], "1/s");
                ado.Add(Raw(directory, batches, group));
                context.Report($"raw-sqlite by ADO.NET, {metric}", run, runs, ado[^1], "1/s");
                Directory.Delete(directory, recursive: true);
            }

            rows.Add(BenchRow.Of("ours-sqlite", metric, "1/s", ours));
            rows.Add(BenchRow.Of("raw-sqlite", metric, "1/s", native));
            rows.Add(BenchRow.Of("raw-sqlite by ADO.NET", metric, "1/s", ado));
            string suffix = group == 64 ? "" : $"@{group * BatchEvents}";
            ratios[$"ours-sqlite/raw-sqlite{suffix}"] = Ratio(ours, native);
            ratios[$"ours-sqlite/raw-ado{suffix}"] = Ratio(ours, ado);
        }

        BenchResult postgres = await new PostgresIngestBench().RunAsync(context, cancellationToken);
        rows.AddRange(postgres.Rows);
        ratios["ours-postgres/copy"] = postgres.Ratios["ours-postgres/copy"];
        return postgres with { Bench = Name, Rows = rows, Ratios = ratios };
    }

    private static double Ratio(List<double> ours, List<double> theirs) => BenchRow.Of("", "", "", [.. ours.Zip(theirs, (a, b) => a / b)]).Median;

    /// <summary>Events a second of the store, <paramref name="group"/> batches a transaction.</summary>
    private static async Task<double> StoreAsync(string directory, IReadOnlyList<IngestItem.Readable> batches, int group)
    {
        var options = Options.Create(new SqliteStorageOptions { Path = Path.Combine(directory, "store.db") });
        var readers = new SqliteReaders(options);
        using var writer = new SqliteWriter(options, readers, [], TimeProvider.System, NullLogger<SqliteWriter>.Instance);
        using var checkpointer = new Checkpointer(
            writer, readers, options, TimeProvider.System, NullLogger<Checkpointer>.Instance);
        await writer.StartAsync(CancellationToken.None);
        await checkpointer.StartAsync(CancellationToken.None);
        var store = new SqliteIngestStore(writer);
        long start = TimeProvider.System.GetTimestamp();
        foreach (IngestItem[] items in batches.Chunk(group))
        {
            CommitResult result = await store.CommitAsync(items, CancellationToken.None);
            if (result.Outcomes.Any(outcome => outcome.Status != AckStatus.Stored))
            {
                throw new InvalidOperationException("A batch was not stored.");
            }
        }

        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        await checkpointer.StopAsync(CancellationToken.None);
        await writer.StopAsync(CancellationToken.None);
        return batches.Count * BatchEvents / seconds;
    }

    /// <summary>Events a second of plain SQLite through Microsoft.Data.Sqlite.</summary>
    private static double Raw(string directory, IReadOnlyList<IngestItem.Readable> batches, int group)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "raw.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000");
        Execute(connection, "CREATE TABLE scans (id INTEGER PRIMARY KEY, device INTEGER, outbox INTEGER, sequence INTEGER, area INTEGER, epoch INTEGER, seq INTEGER, "
            + "device_us INTEGER, box_us INTEGER, monotonic_us INTEGER, quality INTEGER, direction INTEGER, credential INTEGER, person BLOB, masked TEXT, temperature INTEGER, "
            + "colour INTEGER, test_result INTEGER, tested_s INTEGER, sampled_s INTEGER, verdict INTEGER, reasons TEXT, gate_opened INTEGER, as_of_s INTEGER, policy INTEGER)");
        using SqliteCommand insert = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        insert.CommandText = "INSERT INTO scans VALUES (" + string.Join(", ", Enumerable.Range(1, 25).Select(i => $"?{i}")) + ")";
#pragma warning restore CA2100
        SqliteParameter[] values = [.. Enumerable.Range(1, 25).Select(i => insert.Parameters.Add($"?{i}", i switch { 14 => SqliteType.Blob, 15 or 22 => SqliteType.Text, _ => SqliteType.Integer }))];
        insert.Prepare();
        long start = TimeProvider.System.GetTimestamp();
        long id = 0;
        foreach (IngestItem.Readable[] items in batches.Chunk(group))
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (Event item in items.SelectMany(batch => batch.Batch.Events))
            {
                Scan scan = item.Scan;
                object[] row =
                [
                    ++id, long.Parse(item.Device.AsSpan(9), CultureInfo.InvariantCulture), 1L, id, 440307003002L, (long)item.DeviceEpoch, (long)item.DeviceSequence,
                    item.Time.DeviceUnixUs, item.Time.BoxUnixUs, (long)item.Time.MonotonicUs, (long)item.Time.Quality, (long)scan.Direction, (long)scan.Credential,
                    scan.Person.ToByteArray(), scan.Masked, (long)scan.TemperatureCentiCelsius, (long)scan.Colour, (long)scan.TestResult, scan.TestedUnixS, scan.SampledUnixS,
                    (long)scan.Verdict, "5", scan.GateOpened ? 1L : 0L, scan.AsOfUnixS, 1L,
                ];
                for (int i = 0; i < row.Length; i++)
                {
                    values[i].Value = row[i];
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return batches.Count * BatchEvents / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Events a second of plain SQLite through its C interface: the hardest yardstick there is for one table.</summary>
    private static double RawNative(string directory, IReadOnlyList<IngestItem.Readable> batches, int group)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "native.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000");
        Execute(connection, "CREATE TABLE scans (" + string.Join(", ", Enumerable.Range(1, 25).Select(i => i == 1 ? "c1 INTEGER PRIMARY KEY" : $"c{i}")) + ")");
        using var begin = new SqliteStatement(connection.Handle!, "BEGIN");
        using var commit = new SqliteStatement(connection.Handle!, "COMMIT");
        using var insert = new SqliteStatement(connection.Handle!, "INSERT INTO scans VALUES (" + string.Join(", ", Enumerable.Range(1, 25).Select(i => $"?{i}")) + ")");
        long start = TimeProvider.System.GetTimestamp();
        long id = 0;
        foreach (IngestItem.Readable[] items in batches.Chunk(group))
        {
            begin.Run();
            foreach (Event item in items.SelectMany(batch => batch.Batch.Events))
            {
                Scan scan = item.Scan;
                insert.Bind(1, ++id).Bind(2, long.Parse(item.Device.AsSpan(9), CultureInfo.InvariantCulture)).Bind(3, 1).Bind(4, id).Bind(5, 440307003002L)
                    .Bind(6, (long)item.DeviceEpoch).Bind(7, (long)item.DeviceSequence).Bind(8, item.Time.DeviceUnixUs).Bind(9, item.Time.BoxUnixUs)
                    .Bind(10, (long)item.Time.MonotonicUs).Bind(11, (long)item.Time.Quality).Bind(12, (long)scan.Direction).Bind(13, (long)scan.Credential)
                    .Bind(14, scan.Person.Span).Bind(15, scan.Masked).Bind(16, scan.TemperatureCentiCelsius).Bind(17, (long)scan.Colour)
                    .Bind(18, (long)scan.TestResult).Bind(19, scan.TestedUnixS).Bind(20, scan.SampledUnixS).Bind(21, (long)scan.Verdict).Bind(22, "5")
                    .Bind(23, scan.GateOpened ? 1 : 0).Bind(24, scan.AsOfUnixS).Bind(25, 1).Run();
            }

            commit.Run();
        }

        return batches.Count * BatchEvents / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
