using Longgang.Benchmarks.Results;
using Longgang.Contracts.Wire;

namespace Longgang.Benchmarks.Outbox;

/// <summary>The durable outbox against a plain file, SQLite, and LiteDB as it is usually used.</summary>
internal sealed class OutboxBench : IBench
{
    private const int UsualRuns = 7;
    private const int Events = 256 * 800;
    private static readonly IOutboxSubject[] Subjects =
        [new OursSubject(), new AppendFileSubject(), new SqliteSubject(), new StockLiteDbSubject(), new DocumentPerEventSubject()];

    public string Name => "outbox";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        string root = Path.Combine(Environment.GetEnvironmentVariable("LONGGANG_BENCH_DIR") ?? Path.GetTempPath(), $"outbox-bench-{Environment.ProcessId}");
        List<Event> events = OutboxEvents.Make(context.Events(Events));
        var rates = Subjects.ToDictionary(static subject => subject.Name, static _ => new List<double>());
        int runs = context.Runs(UsualRuns);
        long lost = 0;
        long duplicated = 0;

        // The first run warms up and is not counted.
        for (int run = 0; run <= runs; run++)
        {
            foreach (IOutboxSubject subject in Subjects)
            {
                string directory = Directory.CreateDirectory(Path.Combine(root, $"{subject.Name}-{run}")).FullName;
                List<Event> part = subject.MostEvents < events.Count ? events[..subject.MostEvents] : events;
                GC.Collect();
                long started = TimeProvider.System.GetTimestamp();
                (long missing, long doubled) = await subject.RunAsync(directory, part);
                double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                Directory.Delete(directory, recursive: true);
                lost += missing;
                duplicated += doubled;
                context.Report(subject.Name, run, runs, part.Count / seconds, "1/s");
                if (run > 0)
                {
                    rates[subject.Name].Add(part.Count / seconds);
                }
            }
        }

        double syncs = await OutboxSyncs.MeasureAsync(Path.Combine(root, "syncs"), cancellationToken);
        List<BenchRow> rows = [.. Subjects.Select(subject => BenchRow.Of(subject.Name, "events", "1/s", rates[subject.Name])), BenchRow.Of("ours", "syncs per commit", "1", [syncs])];
        string machine = Machine.Describe(root);
        Directory.Delete(root, recursive: true);

        // Runs of a round stand side by side on a noisy machine, so the ratio is the median of the rounds' ratios.
        var ratios = Subjects.Skip(1).ToDictionary(
            static subject => $"ours/{subject.Name}",
            subject => BenchRow.Of("", "", "", [.. rates["ours"].Zip(rates[subject.Name], static (ours, theirs) => ours / theirs)]).Median);
        return new BenchResult(Name, machine, rows, ratios, new Dictionary<string, long> { ["lost"] = lost, ["duplicated"] = duplicated });
    }
}
