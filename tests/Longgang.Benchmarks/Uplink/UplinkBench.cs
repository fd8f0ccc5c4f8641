using Longgang.Benchmarks.Drain;
using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Results;

namespace Longgang.Benchmarks.Uplink;

/// <summary>
/// A backlog goes up: our batches to the cloud's commit and its acknowledgement back to the box, against a bridge of mosquitto that forwards messages
/// of the same size to a subscriber and keeps nothing; on loopback, and over a line of 50 ms in each direction with several windows.
/// </summary>
internal sealed class UplinkBench : IBench
{
    private const int Devices = 64;
    private static readonly TimeSpan LongLine = TimeSpan.FromMilliseconds(50);

    // Messages of a batch's size are so few for the bridge that it gets ours ten times over.
    private const int Again = 10;

    public string Name => "uplink";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int runs = context.Runs(3);
        int each = context.Events(200_000) / Devices;
        using LanSite site = await LanSite.CreateAsync(Devices, "sensor");
        DeviceLogin[] devices = DeviceLogin.Read(site.Secrets);
        string backlog = await UplinkBacklog.FillAsync(site, devices, each);
        var results = new Dictionary<string, List<UplinkRun>>();
        UplinkRun last = new(0, 0, 0, 0, 0);
        for (int run = 1; run <= runs; run++)
        {
            await OursAsync("ours", TimeSpan.Zero, null);
            await BridgeAsync("mosquitto-bridge", TimeSpan.Zero);
            await OursAsync("ours@50ms", LongLine, null);
            await BridgeAsync("mosquitto-bridge@50ms", LongLine);
            foreach (int window in (int[])[4, 16, 64, 128])
            {
                await OursAsync($"ours, window {window}@50ms", LongLine, window);
            }

            async Task OursAsync(string subject, TimeSpan delay, int? window) =>
                Keep(subject, last = await UplinkBacklog.SendAsync(site, backlog, devices, each, delay, window));

            async Task BridgeAsync(string subject, TimeSpan delay) =>
                Keep(subject, await UplinkPeer.RunAsync(site, last, (int)(each * devices.Length / last.MessageEvents * Again), delay));

            void Keep(string subject, UplinkRun result)
            {
                if (!results.TryGetValue(subject, out List<UplinkRun>? all))
                {
                    results.Add(subject, all = []);
                }

                all.Add(result);
                context.Report(subject, run, runs, result.Events, "events/s");
            }
        }

        return new BenchResult(
            Name,
            Machine.Describe(Path.GetTempPath()),
            [.. results.SelectMany(static pair => Rows(pair.Key, pair.Value))],
            new Dictionary<string, double>
            {
                ["ours/mosquitto-bridge"] = Ratio("ours", "mosquitto-bridge"),
                ["ours/mosquitto-bridge@50ms"] = Ratio("ours@50ms", "mosquitto-bridge@50ms"),
            },
            new Dictionary<string, long>
            {
                ["lost"] = results.Where(static pair => pair.Key.StartsWith("ours", StringComparison.Ordinal)).Sum(static pair => pair.Value.Sum(static run => run.Lost)),
            });

        double Ratio(string ours, string theirs) =>
            BenchRow.Of("", "", "", [.. results[ours].Zip(results[theirs], static (a, b) => a.Events / b.Events)]).Median;
    }

    private static IEnumerable<BenchRow> Rows(string subject, List<UplinkRun> runs) =>
    [
        BenchRow.Of(subject, "events", "1/s", [.. runs.Select(static run => run.Events)]),
        BenchRow.Of(subject, "bytes", "1/s", [.. runs.Select(static run => run.Bytes)]),
        BenchRow.Of(subject, "bytes of a message", "B", [.. runs.Select(static run => (double)run.MessageBytes)]),
        BenchRow.Of(subject, "events of a message", "1", [.. runs.Select(static run => run.MessageEvents)]),
    ];
}
