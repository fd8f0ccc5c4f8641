using Google.Protobuf;
using Longgang.Benchmarks.Results;
using Longgang.Contracts.Wire;
using Longgang.Edge.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

#pragma warning disable CA2012 // each is awaited exactly once, in order, when the window is full

namespace Longgang.Benchmarks.Outbox;

/// <summary>A lane that was offline for long: how long it takes to open one gigabyte, and what the backlog costs in memory.</summary>
internal sealed class OutboxBacklogBench : IBench
{
    private const long Bytes = 1L << 30;
    private const int UsualRuns = 5;

    public string Name => "outbox-backlog";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        string root = Path.Combine(Environment.GetEnvironmentVariable("LONGGANG_BENCH_DIR") ?? Path.GetTempPath(), $"outbox-backlog-{Environment.ProcessId}");
        LaneOptions options = LaneOptions.For(Lane.Record, Path.Combine(root, "lane"), "gw-1", new byte[16]) with { LimitBytes = 3L << 30 };
        var before = new List<double>();
        var after = new List<double>();
        ulong accepted;
        await using (OutboxLane lane = await OpenAsync(options))
        {
            await FillAsync(lane, 16L << 20);
            before.Add(Machine.ResidentMiB());
            await FillAsync(lane, Bytes);
            after.Add(Machine.ResidentMiB());
            context.Report("ours, resident with a backlog of 1 GiB", 1, 1, after[^1], "MiB");
            accepted = lane.Snapshot.Accepted;
        }

        int runs = context.Runs(UsualRuns);
        var open = new List<double>();
        long lost = 0;
        for (int run = 1; run <= runs; run++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await using OutboxLane lane = await OpenAsync(options);
            open.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            context.Report("ours, opening 1 GiB", run, runs, open[^1], "ms");
            lost += (long)(accepted - lane.Snapshot.Pending);
        }

        string machine = Machine.Describe(root);
        Directory.Delete(root, recursive: true);
        return new BenchResult(
            Name,
            machine,
            [
                BenchRow.Of("ours", "opening 1 GiB", "ms", open),
                BenchRow.Of("ours", "resident, 16 MiB backlog", "MiB", before),
                BenchRow.Of("ours", "resident, 1 GiB backlog", "MiB", after),
            ],
            new Dictionary<string, double>(),
            new Dictionary<string, long> { ["lost"] = lost });
    }

    private static Task<OutboxLane> OpenAsync(LaneOptions options) =>
        OutboxLane.OpenAsync(options, TimeProvider.System, NullLogger<OutboxLane>.Instance, CancellationToken.None);

    private static async Task FillAsync(OutboxLane lane, long until)
    {
        var random = new Random(1);
        var noise = new byte[200];
        var flight = new Queue<ValueTask<ulong>>();
        ulong sequence = lane.Snapshot.Accepted;
        while (lane.Snapshot.FileBytes < until)
        {
            if (flight.Count == 2048)
            {
                _ = await flight.Dequeue();
            }

            random.NextBytes(noise);
            flight.Enqueue(lane.AppendAsync(
                new Event { Device = $"sentinel-{sequence % 64:0000}", DeviceEpoch = 1, DeviceSequence = (sequence++ / 64) + 1, Area = "440307003002", Scan = new Scan { Person = ByteString.CopyFrom(noise) } },
                CancellationToken.None));
        }

        while (flight.TryDequeue(out ValueTask<ulong> last))
        {
            _ = await last;
        }
    }
}
