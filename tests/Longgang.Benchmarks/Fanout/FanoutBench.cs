using System.Globalization;
using Longgang.Benchmarks.Results;
using Longgang.FirmwareSim.Speakers.Bare;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Fanout;

/// <summary>
/// An announcement to the loudspeakers of a district behind 32 gateways, from the API call that sends it to the last <c>started</c> at the cloud, every
/// durable step on; then its retraction while all play. Beside it the bare fan-out with receipts over one mosquitto: nothing is kept, resolved, or signed.
/// </summary>
internal sealed class FanoutBench : IBench
{
    private const int UsualRuns = 10;
    private const int Speakers = 1859;
    private const int Gateways = 32;
    private const int ConnectRate = 400;
    private static readonly TimeSpan PeerLimit = TimeSpan.FromMinutes(1);
    private static readonly string PeerText = new('雨', 200);

    private static readonly (string Subject, FanoutMessage Message)[] Peers =
        [("mosquitto", FanoutMessage.EachSpeaker), ("mosquitto, a message an area", FanoutMessage.EachArea)];

    public string Name => "fanout";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int runs = context.Runs(UsualRuns);
        using var site = new FanoutSite(Speakers, Gateways);
        await using FanoutDistrict district = await FanoutDistrict.StartAsync(site);
        await using ProductProcess broker = await site.StartMosquittoAsync();
        await using BareFanout peer = await BareFanout.OpenAsync(site.Peer, site.Plan.Speakers!, ConnectRate, TimeProvider.System, cancellationToken);
        var ours = new List<FanoutRun>();
        List<double>[] theirs = [.. Peers.Select(static _ => new List<double>())];
        for (int run = 0; run <= runs; run++)
        {
            FanoutRun result = await district.RunAsync(run);
            string load = string.Create(CultureInfo.InvariantCulture, $" at load {result.Load:0.0}");
            context.Report("ours, last started at the cloud" + load, run, runs, result.AtCloudMs, "ms");
            context.Report("ours, last stopped" + load, run, runs, result.Stopped.Last, "ms");
            double[] last = new double[Peers.Length];
            foreach ((int index, (string subject, FanoutMessage message)) in Peers.Index())
            {
                FanoutResult answered = await peer.RunAsync(message, PeerText, PeerLimit, cancellationToken);
                last[index] = answered.Complete ? answered.StartedMs.Max : double.PositiveInfinity;
                context.Report(subject + load, run, runs, last[index], "ms");
            }

            if (run == 0)
            {
                continue;
            }

            ours.Add(result);
            foreach ((int index, double figure) in last.Index())
            {
                theirs[index].Add(figure);
            }
        }

        return new BenchResult(
            Name,
            Machine.Describe(site.Folder),
            [
                .. Rows(ours),
                .. Peers.Select((pair, index) => BenchRow.Of(pair.Subject, "last started at the sender", "ms", theirs[index])),
                BenchRow.Of("machine", "load average", "1", [.. ours.Select(static run => run.Load)]),
            ],
            Peers.Index().ToDictionary(
                static pair => $"ours/{pair.Item.Subject}",
                pair => BenchRow.Of("", "", "", [.. ours.Zip(theirs[pair.Index], static (mine, other) => mine.AtCloudMs / other)]).Median),
            new Dictionary<string, long>
            {
                ["lost"] = ours.Sum(static run => (long)run.Lost),
                ["duplicated"] = ours.Sum(static run => (long)run.Duplicated),
                ["not stopped"] = ours.Sum(static run => (long)run.PlaysOn),
            });
    }

    private static IEnumerable<BenchRow> Rows(List<FanoutRun> runs)
    {
        return
        [
            Row("last started at the cloud", static run => run.AtCloudMs),
            Row("last started durable at its box", static run => run.BoxMs),
            Row("call that sends answered", static run => run.AnsweredMs),
            Row("speakers began, first", static run => run.Began.First),
            Row("speakers began, p50", static run => run.Began.P50),
            Row("speakers began, p99", static run => run.Began.P99),
            Row("speakers began, last", static run => run.Began.Last),
            Row("retracted, stopped, p50", static run => run.Stopped.P50),
            Row("retracted, stopped, p99", static run => run.Stopped.P99),
            Row("retracted, stopped, last", static run => run.Stopped.Last),
        ];

        BenchRow Row(string metric, Func<FanoutRun, double> figure) => BenchRow.Of("ours", metric, "ms", [.. runs.Select(figure)]);
    }
}
