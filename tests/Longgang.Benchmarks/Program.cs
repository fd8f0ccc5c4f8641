using System.Text.Json;
using Longgang.Benchmarks.Drain;
using Longgang.Benchmarks.Fanout;
using Longgang.Benchmarks.Ingest;
using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Outbox;
using Longgang.Benchmarks.Results;
using Longgang.Benchmarks.Uplink;
using Longgang.Benchmarks.Verdicts;
using Longgang.FirmwareSim;

namespace Longgang.Benchmarks;

/// <summary>See <see cref="BenchArguments.Usage"/>. Exit code 0; 1 when a check is not zero; 2 for a wrong command line.</summary>
internal static class Program
{
    // One line a bench. Everything else of it lies in its own folder.
    private static readonly IBench[] Benches = [new OutboxBench(), new OutboxBacklogBench(), new LanBench(), new VerdictBench(), new IngestBench(), new PostgresIngestBench(), new DrainBench(), new UplinkBench(), new FanoutBench()];

    // What this program is when a bench starts it a second time, as one of its subjects.
    private static readonly Dictionary<string, Func<string, Task<int>>> Children = new()
    {
        [OutboxSyncs.ChildArgument] = OutboxSyncs.RunChildAsync,
        [BareListener.ChildArgument] = BareListener.RunChildAsync,
        [EchoBroker.ChildArgument] = EchoBroker.RunChildAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        if (args.Length == 2 && Children.TryGetValue(args[0], out Func<string, Task<int>>? child))
        {
            return await child(args[1]);
        }

        // The load of a bench runs in this process and must not take the processor time that it measures.
        SocketTuning.RunOnOneThread();
        if (BenchArguments.Parse(args, [.. Benches.Select(static bench => bench.Name)]) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(BenchArguments.Usage(Benches.Select(static bench => bench.Name)));
            return 2;
        }

        var results = new List<BenchResult>();
        foreach (IBench bench in arguments.Names.Select(name => Array.Find(Benches, bench => bench.Name == name)!))
        {
            BenchResult result = await bench.RunAsync(new BenchContext(bench.Name, arguments.Runs, arguments.Events, Console.Error), CancellationToken.None);
            ResultTable.Print(result);
            results.Add(result);
        }

        if (arguments.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(
                file, results.Count == 1 ? JsonSerializer.Serialize(results[0], ResultJson.Default.BenchResult) : JsonSerializer.Serialize(results, ResultJson.Default.ListBenchResult));
        }

        return results.Exists(static result => result.Checks.Values.Any(static value => value != 0)) ? 1 : 0;
    }
}
