using System.Diagnostics;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>The disk refuses: every call in turn, with EIO or ENOSPC.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly LaneFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("Write", StoreFileException.InputOutput)]
    [InlineData("Sync", StoreFileException.InputOutput)]
    [InlineData("Write", StoreFileException.NoSpace)]
    public async Task Disk_FailsForAWhile_LaneRecoversAndTellsTheTruthAboutEveryEvent(string kind, int errno)
    {
        var random = new Random(errno);
        SimKind failing = Enum.Parse<SimKind>(kind);
        var disk = new SimulatedDisk { Recording = false };
        int untilFault = int.MaxValue;
        disk.Before = operation =>
        {
            if (operation.Kind == failing && Interlocked.Decrement(ref untilFault) < 0)
            {
                throw new StoreFileException(kind, "simulated", errno);
            }
        };
        await using OutboxLane lane = await _fixture.OpenAsync(disk, static options => options with { CheckpointPages = 64, SnapshotEvents = 256, MaxBatchEvents = 16 });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(LaneFixture.Token);
        Task healing = HealAsync();
        var kept = new SortedSet<ulong>();
        ulong device = 0;
        for (int round = 0; round < 40; round++)
        {
            Volatile.Write(ref untilFault, random.Next(30));
            for (int index = 0; index < 60; index++)
            {
                ulong sequence = ++device;
                try
                {
                    _ = await lane.AppendAsync(LaneFixture.Scan("d", sequence), LaneFixture.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), LaneFixture.Token);
                    _ = kept.Add(sequence);
                }
                catch (LaneFaultedException)
                {
                    await LaneFixture.UntilAsync(() => !lane.Snapshot.Faulted, "the lane to recover", 5);
                }
            }
        }

        await over.CancelAsync();
        await healing;
        Volatile.Write(ref untilFault, int.MaxValue);
        await LaneFixture.UntilAsync(() => !lane.Snapshot.Faulted, "the lane to recover", 5);
        var stored = new List<ulong>();
        foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
        {
            stored.AddRange(LaneFixture.Decode(batch).Events.Select(static item => item.DeviceSequence));
        }

        // Exactly what was acknowledged: nothing lost, and nothing kept of what was said to have failed, which the device sends again.
        Assert.Equal(kept, stored);
        Assert.True(kept.Count < 2400, "no fault was met");

        async Task HealAsync()
        {
            // The disk is well again some time after it failed.
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, LaneFixture.Token);
                if (lane.Snapshot.Faulted)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System, LaneFixture.Token);
                    Volatile.Write(ref untilFault, int.MaxValue);
                }
            }
        }
    }

    [Fact]
    public async Task Sync_FailedOnce_IsNotTrustedAfterwards()
    {
        // As Linux does: after a failed fdatasync the pages count as clean, and a second fdatasync succeeds without writing them.
        var disk = new SimulatedDisk();
        bool fail = false;
        disk.Before = operation =>
        {
            if (operation.Kind == SimKind.Sync && Volatile.Read(ref fail))
            {
                Volatile.Write(ref fail, false);
                disk.Forget(operation.File!);
                throw new StoreFileException("fdatasync", "simulated", StoreFileException.InputOutput);
            }
        };
        await using (OutboxLane lane = await _fixture.OpenAsync(disk, Small))
        {
            _ = await LaneFixture.AppendAsync(lane, "d", 1, 10);
            Volatile.Write(ref fail, true);
            ulong sequence = await lane.AppendAsync(LaneFixture.Scan("d", 11), LaneFixture.Token);
            Assert.Equal(11UL, sequence);

            // The power fails anywhere while the lane recovers from that.
            int failed = disk.Operations.FindIndex(static one => one.Kind == SimKind.Forget);
            var random = new Random(1);
            var cut = new PowerCut();
            disk.Operations.Take(failed).ToList().ForEach(cut.Play);
            for (int call = failed; call < disk.Operations.Count; call++)
            {
                cut.Play(disk.Operations[call]);
                for (int again = 0; again < 5; again++)
                {
                    SimulatedDisk left = cut.Cut(random);
                    await using OutboxLane after = await _fixture.OpenAsync(left, Small);
                    Assert.DoesNotContain(left.Files.Keys, static name => name.StartsWith("quarantine", StringComparison.Ordinal));
                    Assert.InRange(after.Snapshot.Accepted, 10UL, 11UL);
                }
            }

            await using OutboxLane last = await _fixture.OpenAsync(cut.CutHard(), Small);
            Assert.Equal(11UL, last.Snapshot.Accepted);
        }
    }

    [Fact]
    public async Task Reserve_DiskFull_RefusesBeforeDamageAndGoesOn()
    {
        var disk = new SimulatedDisk { Recording = false };
        bool full = false;
        disk.Before = operation =>
        {
            if (operation.Kind is SimKind.Reserve && Volatile.Read(ref full))
            {
                throw new StoreFileException("fallocate", "simulated", StoreFileException.NoSpace);
            }
        };
        await using OutboxLane lane = await _fixture.OpenAsync(disk, static options => options with { CheckpointPages = 64, MaxBatchEvents = 16 });
        Volatile.Write(ref full, true);
        await Assert.ThrowsAsync<LaneFullException>(async () =>
        {
            while (true)
            {
                _ = await LaneFixture.AppendAsync(lane, "d", 1, 64);
            }
        });
        Assert.False(lane.Snapshot.Faulted);
        Volatile.Write(ref full, false);
        long freed = Stopwatch.GetTimestamp();
        await LaneFixture.UntilAsync(() => TryAppend(lane).Result, "the lane to take events again", 5);
        Assert.True(Stopwatch.GetElapsedTime(freed) < TimeSpan.FromSeconds(5));
    }

    private static Func<LaneOptions, LaneOptions> Small => static options => options with { CheckpointPages = 64 };

    private static async Task<bool> TryAppend(OutboxLane lane)
    {
        try
        {
            _ = await lane.AppendAsync(LaneFixture.Scan("d", 1), LaneFixture.Token);
            return true;
        }
        catch (LaneFullException)
        {
            return false;
        }
    }
}
