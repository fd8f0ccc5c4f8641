using System.Collections.Concurrent;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>The power fails between any two calls to the disk.</summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Devices = 5;
    private readonly LaneFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Cut_AtAnyCall_KeepsWhatWasAcknowledgedAndDeletesOnlyWhatTheCloudHas(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();

        // A slow sync: an acknowledgement that did not wait for it would be seen before it.
        disk.Before = static operation =>
        {
            if (operation.Kind == SimKind.Sync)
            {
                Thread.SpinWait(2000);
            }
        };
        var acknowledged = new ConcurrentQueue<(int Call, string Device, ulong Sequence)>();
        var confirmed = new ConcurrentQueue<(int Call, ulong First, uint Count)>();
        await RunAsync(disk, () => disk.Count, random, acknowledged, confirmed);

        int cuts = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 600 : 60;

        // Anywhere, and again and again where a checkpoint ends and the log begins its next epoch: that window is three calls wide.
        IEnumerable<int> epochs = disk.Operations.Index()
            .Where(static one => one.Item is { Kind: SimKind.Write, Offset: 0 or LogFormat.BlockBytes, Data.Length: LogFormat.BlockBytes })
            .SelectMany(static one => Enumerable.Range(one.Index + 1, 4).SelectMany(static call => Enumerable.Repeat(call, 3)))
            .Where(call => call < disk.Operations.Count);
        int[] calls = [.. Enumerable.Range(0, cuts).Select(_ => random.Next(disk.Operations.Count)).Concat(epochs.Take(cuts * 2 / 3)).Order()];
        var cut = new PowerCut();
        int played = 0;
        foreach (int call in calls)
        {
            for (; played < call; played++)
            {
                cut.Play(disk.Operations[played]);
            }

            SimulatedDisk left = cut.Cut(random);
            await CheckAsync(left, call, acknowledged, confirmed);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{calls.Length} cuts in {disk.Operations.Count} calls");
    }

    [Fact]
    public async Task Cut_AfterEveryCallOfARealDisk_KeepsWhatWasAcknowledged()
    {
        string folder = Path.Combine(_fixture.Directory, "lane");
        _ = Directory.CreateDirectory(folder);
        var disk = new RecordingFolder(folder);
        var acknowledged = new ConcurrentQueue<(int Call, string Device, ulong Sequence)>();
        var confirmed = new ConcurrentQueue<(int Call, ulong First, uint Count)>();
        await RunAsync(disk, () => disk.Count, new Random(4), acknowledged, confirmed);
        int step = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 1 : Math.Max(1, disk.Count / 50);
        var cut = new PowerCut();
        int cuts = 0;
        for (int call = 0; call < disk.Operations.Count; call++)
        {
            cut.Play(disk.Operations[call]);
            if (call % step == 0)
            {
                await CheckAsync(cut.CutHard(), call + 1, acknowledged, confirmed);
                cuts++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{cuts} cuts in {disk.Operations.Count} calls");
    }

    private static Func<LaneOptions, LaneOptions> Small => static options => options with { CheckpointPages = 64, SnapshotEvents = 256, MaxBatchEvents = 16, CacheBytes = 4096, MaxWait = TimeSpan.Zero };

    private async Task RunAsync(
        IStoreFolder disk, Func<int> calls, Random random, ConcurrentQueue<(int Call, string Device, ulong Sequence)> acknowledged, ConcurrentQueue<(int Call, ulong First, uint Count)> confirmed)
    {
        await using OutboxLane lane = await _fixture.OpenAsync(disk, Small);
        const ulong each = 300;
        Task reading = Task.Run(async () =>
        {
            ulong after = 0;
            ulong end = 0;
            ulong expected = 1;
            var unconfirmed = new Queue<StoredBatch>();
            while (end < each * Devices)
            {
                await lane.WaitForBatchAsync(after, LaneFixture.Token);
                if (await lane.ReadAfterAsync(after, LaneFixture.Token) is { } batch)
                {
                    after = batch.FirstSequence;
                    end = after + batch.Count - 1;
                    Assert.Equal(expected, after);
                    expected = end + 1;
                    unconfirmed.Enqueue(batch);

                    // A slow cloud: most of the time there is something that must not be deleted yet.
                    while (unconfirmed.Count > 30 || (end == each * Devices && unconfirmed.Count > 0))
                    {
                        StoredBatch slow = unconfirmed.Dequeue();
                        confirmed.Enqueue((calls(), slow.FirstSequence, slow.Count));
                        lane.Acknowledge(slow.Outbox, slow.FirstSequence, slow.Count);
                    }
                }
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Devices).Select(number => Task.Run(async () =>
        {
            var flight = new Queue<(ulong Sequence, Task<ulong> Task)>();
            for (ulong sequence = 1; sequence <= each || flight.Count > 0; sequence++)
            {
                if (sequence <= each)
                {
                    flight.Enqueue((sequence, lane.AppendAsync(LaneFixture.Scan($"d{number}", sequence), LaneFixture.Token).AsTask()));
                }

                if (flight.Count > number * 4 || sequence > each)
                {
                    (ulong done, Task<ulong> task) = flight.Dequeue();
                    _ = await task;
                    acknowledged.Enqueue((calls(), $"d{number}", done));
                }
            }
        })));
        await reading;
    }

    private async Task CheckAsync(
        SimulatedDisk disk, int call, IEnumerable<(int Call, string Device, ulong Sequence)> acknowledged, IEnumerable<(int Call, ulong First, uint Count)> confirmed)
    {
        await using OutboxLane lane = await _fixture.OpenAsync(disk, Small);
        Assert.DoesNotContain(disk.Files.Keys, static name => name.StartsWith("quarantine", StringComparison.Ordinal)); // a cut is no damage
        var found = new Dictionary<string, (ulong Low, ulong High)>(StringComparer.Ordinal);
        List<StoredBatch> batches = await LaneFixture.ReadAllAsync(lane);
        ulong next = batches.Count > 0 ? batches[0].FirstSequence : lane.Snapshot.Accepted + 1;
        HashSet<ulong> atCloud = [.. confirmed.Where(one => one.Call <= call).Select(static one => one.First)];
        ulong deletedEnd = 1;
        foreach ((int _, ulong first, uint count) in confirmed)
        {
            if (atCloud.Contains(first) && first == deletedEnd)
            {
                deletedEnd += count;
            }
        }

        Assert.True(next <= deletedEnd, $"call {call}: the lane begins at {next}, the cloud has only what is below {deletedEnd}");
        foreach (StoredBatch batch in batches)
        {
            Assert.Equal(next, batch.FirstSequence);
            next += batch.Count;
            foreach (Event item in LaneFixture.Decode(batch).Events)
            {
                if (found.TryGetValue(item.Device, out (ulong Low, ulong High) range))
                {
                    Assert.Equal(range.High + 1, item.DeviceSequence);
                    found[item.Device] = (range.Low, item.DeviceSequence);
                }
                else
                {
                    found[item.Device] = (item.DeviceSequence, item.DeviceSequence);
                }
            }
        }

        Assert.Equal(next, lane.Snapshot.Accepted + 1);
        foreach (IGrouping<string, (int Call, string Device, ulong Sequence)> device in acknowledged.Where(one => one.Call <= call).GroupBy(static one => one.Device))
        {
            ulong last = device.Max(static one => one.Sequence);
            ulong cursor = lane.RecoveredCursors.GetValueOrDefault(device.Key).High;
            Assert.True(cursor >= last, $"call {call}: {device.Key} was told {last}, the cursor stands at {cursor}");
            Assert.True(!found.TryGetValue(device.Key, out (ulong Low, ulong High) range) || range.High == cursor, $"call {call}: {device.Key} ends at {range.High}, the cursor says {cursor}");
        }
    }
}
