using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Results;

namespace Longgang.Benchmarks.Drain;

/// <summary>
/// Store and forward: readings of 100 bytes from 64 devices at QoS 1, 16 in flight each, while the uplink is down; kill -9 of the box when half of
/// them has been taken in; the rest; then the uplink comes back. How fast it is taken in, how fast it arrives, and what arrives not or twice.
/// </summary>
internal sealed class DrainBench : IBench
{
    private static readonly IDrainSubject[] Subjects =
    [
        new GatewaySubject("ours", int.MaxValue),
        new MosquittoBridgeSubject("mosquitto-bridge", 10_000, int.MaxValue),

        // The broker takes its snapshot after all that one look at its sockets has brought, and acknowledges before it: only one event at a time gets a snapshot each.
        // A snapshot is the whole backlog, so what an event costs grows with it; all of the events would take a night.
        new MosquittoBridgeSubject("mosquitto-bridge-every-change", 1, 20_000),
        new MosquittoBridgeSubject("mosquitto-bridge-lossless", 1, 8_192, oneAtATime: true),
        new GatewaySubject("ours, one at a time", 2_048, oneAtATime: true),
        new NodeRedSubject(),
    ];

    public string Name => "drain";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int runs = context.Runs(3);
        int events = context.Events(200_000);
        using LanSite site = await LanSite.CreateAsync(Subjects.Max(static subject => subject.Devices), "sensor");
        DeviceLogin[] devices = DeviceLogin.Read(site.Secrets);

        // The load generator is compiled while it runs: that is nobody's time.
        DrainRun warm = await DrainPlay.RunAsync(Subjects[0], site, devices, Math.Min(events, 50_000));
        context.Report($"{Subjects[0].Name}, taken in", 0, runs, warm.TakenIn, "1/s");
        List<DrainRun>[] results = [.. Subjects.Select(static _ => new List<DrainRun>())];
        for (int run = 1; run <= runs; run++)
        {
            foreach ((int index, IDrainSubject subject) in Subjects.Index())
            {
                DrainRun result = await DrainPlay.RunAsync(subject, site, devices, subject.Events(events));
                results[index].Add(result);
                context.Report($"{subject.Name}, taken in", run, runs, result.TakenIn, "1/s");
                context.Report($"{subject.Name}, drained", run, runs, result.Drained, "1/s");
                context.Report($"{subject.Name}, lost", run, runs, result.Lost, "events");
            }
        }

        var ratios = new Dictionary<string, double>();
        foreach ((int index, IDrainSubject subject) in Subjects.Index().Where(static pair => pair.Item is not GatewaySubject))
        {
            ratios[$"ours/{subject.Name}"] = Ratio(results[index], static run => run.Drained);
            if (subject is NodeRedSubject)
            {
                // What its devices are told comes from the broker that stands before it.
                continue;
            }

            ratios[$"ours/{subject.Name}, taken in"] = Ratio(results[index], static run => run.TakenIn);
        }

        return new BenchResult(
            Name,
            Machine.Describe(Path.GetTempPath()),
            [.. Subjects.Index().SelectMany(pair => Rows(pair.Item.Name, results[pair.Index]))],
            ratios,
            new Dictionary<string, long>
            {
                ["lost"] = Ours().Sum(static run => run.Lost),
                ["duplicated"] = Ours().Sum(static run => run.Duplicated),
            });

        IEnumerable<DrainRun> Ours() => Subjects.Index().Where(static pair => pair.Item is GatewaySubject).SelectMany(pair => results[pair.Index]);

        // Runs of a round stand side by side on a noisy machine, so the ratio is the median of the rounds' ratios.
        double Ratio(List<DrainRun> theirs, Func<DrainRun, double> figure) =>
            BenchRow.Of("", "", "", [.. results[0].Zip(theirs, (a, b) => figure(a) / figure(b))]).Median;
    }

    private static IEnumerable<BenchRow> Rows(string subject, List<DrainRun> runs) =>
    [
        BenchRow.Of(subject, "taken in", "1/s", [.. runs.Select(static run => run.TakenIn)]),
        BenchRow.Of(subject, "drained", "1/s", [.. runs.Select(static run => run.Drained)]),
        BenchRow.Of(subject, "lost", "events", [.. runs.Select(static run => (double)run.Lost)]),
        BenchRow.Of(subject, "duplicated", "events", [.. runs.Select(static run => (double)run.Duplicated)]),
        BenchRow.Of(subject, "from kill -9 to the next acknowledgement", "ms", [.. runs.Select(static run => run.BackMs)]),
        BenchRow.Of(subject, "peak RSS of the box", "MiB", [.. runs.Select(static run => run.PeakRssMiB)]),
        BenchRow.Of(subject, "processor time of the box", "s", [.. runs.Select(static run => run.CpuSeconds)]),
    ];
}
