using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Longgang.Edge.Outbox.Tests;

public sealed class OutboxLaneTests : IDisposable
{
    private readonly LaneFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Append_Many_SequencesAreDenseAndOrdered()
    {
        await using OutboxLane lane = await _fixture.OpenAsync();
        ulong[] sequences = await LaneFixture.AppendAsync(lane, "d1", 1, 2000);
        Assert.Equal(Enumerable.Range(1, 2000).Select(static n => (ulong)n), sequences);
        Assert.Equal(2000UL, lane.Snapshot.Accepted);
        Assert.Equal(2000UL, lane.Snapshot.Pending);
    }

    [Fact]
    public async Task Append_SoonAfterACommit_WaitsForTheSpacingUnlessSomebodyStandsAndWaits()
    {
        // Hardly any time passes, so the spacing never ends by itself.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromTicks(10) };
        LaneOptions options = _fixture.Options() with { MaxWait = TimeSpan.FromTicks(5), Spacing = TimeSpan.FromSeconds(1) };
        await using OutboxLane lane = await OutboxLane.OpenAsync(options, time, NullLogger<OutboxLane>.Instance, LaneFixture.Token);
        _ = await lane.AppendAsync(LaneFixture.Scan("d1", 1), LaneFixture.Token);

        Task<ulong> patient = lane.AppendAsync(LaneFixture.Scan("d1", 2), LaneFixture.Token).AsTask();
        Assert.False(patient.IsCompleted);
        ulong urgent = await lane.AppendAtOnceAsync(LaneFixture.Scan("d2", 1), LaneFixture.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), LaneFixture.Token);

        Assert.Equal(3UL, urgent);
        Assert.Equal(2UL, await patient);
        Assert.Equal([1u, 2u], (await LaneFixture.ReadAllAsync(lane)).Select(batch => batch.Count));
    }

    [Fact]
    public async Task Append_OneAfterTheOther_AreSoonNotSpacedAnyMore()
    {
        await using OutboxLane lane = await OutboxLane.OpenAsync(
            _fixture.Options() with { Spacing = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger<OutboxLane>.Instance, LaneFixture.Token);
        long started = TimeProvider.System.GetTimestamp();
        for (uint sequence = 1; sequence <= 60; sequence++)
        {
            _ = await lane.AppendAsync(LaneFixture.Scan("d1", sequence), LaneFixture.Token);
        }

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "each of them waited for company");
    }

    [Fact]
    public async Task Read_WhatWasAppended_ComesBackInOrderWithHeader()
    {
        await using OutboxLane lane = await _fixture.OpenAsync();
        _ = await LaneFixture.AppendAsync(lane, "d1", 1, 700);
        ulong next = 1;
        foreach (StoredBatch stored in await LaneFixture.ReadAllAsync(lane))
        {
            Batch batch = LaneFixture.Decode(stored);
            Assert.Equal(next, stored.FirstSequence);
            Assert.Equal((next, stored.Count, "gw-1", Lane.Record, 1u), (batch.FirstSequence, batch.Count, batch.Gateway, batch.Lane, batch.Major));
            Assert.Equal(stored.Outbox, OutboxId.FromBytes(batch.OutboxId.Span));
            Assert.Equal(16, batch.BootId.Length);
            Assert.All(batch.Events, item => Assert.Equal(next++, item.DeviceSequence));
        }

        Assert.Equal(701UL, next);
    }

    [Fact]
    public async Task Reopen_WithBacklog_KeepsEverythingAndTheOutboxId()
    {
        OutboxId outbox;
        await using (OutboxLane lane = await _fixture.OpenAsync())
        {
            outbox = lane.Snapshot.Outbox;
            _ = await LaneFixture.AppendAsync(lane, "d1", 1, 1000);
        }

        await using OutboxLane again = await _fixture.OpenAsync();
        Assert.Equal(outbox, again.Snapshot.Outbox);
        Assert.Equal((1000UL, 1000UL), (again.Snapshot.Accepted, again.Snapshot.Pending));
        Assert.Equal(1000, (await LaneFixture.ReadAllAsync(again)).Sum(static batch => (int)batch.Count));
        Assert.Equal(new DeviceCursor(1, 1000, ulong.MaxValue), again.RecoveredCursors["d1"]);
        Assert.Equal(1001UL, await again.AppendAsync(LaneFixture.Scan("d1", 1001), LaneFixture.Token));
    }

    [Fact]
    public async Task Acknowledge_All_StoreEmptiesAndSequencesGoOnAfterReopening()
    {
        await using (OutboxLane lane = await _fixture.OpenAsync())
        {
            _ = await LaneFixture.AppendAsync(lane, "d1", 1, 1000);
            foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
            {
                lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
                lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
            }

            await LaneFixture.UntilAsync(() => lane.Snapshot.Acknowledged == 1000, "1,000 acknowledged events");
            Assert.Equal(0UL, lane.Snapshot.Pending);
        }

        await using OutboxLane again = await _fixture.OpenAsync();
        Assert.Null(await again.ReadAfterAsync(0, LaneFixture.Token));
        Assert.Equal((1000UL, 1000UL, 0UL), (again.Snapshot.Accepted, again.Snapshot.Acknowledged, again.Snapshot.Pending));
        Assert.Equal(1000UL, again.RecoveredCursors["d1"].High);
        Assert.Equal(1001UL, await again.AppendAsync(LaneFixture.Scan("d1", 1001), LaneFixture.Token));
    }

    [Fact]
    public async Task Acknowledge_OutOfOrder_DeletesOnlyFromTheHead()
    {
        await using OutboxLane lane = await _fixture.OpenAsync(static o => o with { CacheBytes = 0 });
        _ = await LaneFixture.AppendAsync(lane, "d1", 1, 256 * 6);
        List<StoredBatch> batches = await LaneFixture.ReadAllAsync(lane);
        foreach (StoredBatch batch in batches.Skip(1))
        {
            lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
        }

        await LaneFixture.UntilAsync(() => lane.Snapshot.Pending == batches[0].Count, "all but the first acknowledged");
        Assert.Equal(batches[0].FirstSequence, (await lane.ReadAfterAsync(0, LaneFixture.Token))!.FirstSequence);
        lane.Acknowledge(batches[0].Outbox, 1, batches[0].Count);
        await LaneFixture.UntilAsync(() => lane.Snapshot.Pending == 0, "everything acknowledged");
    }

    [Fact]
    public async Task Acknowledge_UnknownOrWrongCount_DoesNothing()
    {
        await using OutboxLane lane = await _fixture.OpenAsync();
        _ = await LaneFixture.AppendAsync(lane, "d1", 1, 10);
        StoredBatch batch = (await lane.ReadAfterAsync(0, LaneFixture.Token))!;
        lane.Acknowledge(OutboxId.Mint(), 1, batch.Count);
        lane.Acknowledge(batch.Outbox, 1, batch.Count + 1);
        lane.Acknowledge(batch.Outbox, 100, 1);
        _ = await LaneFixture.AppendAsync(lane, "d1", 11, 10);
        Assert.Equal((20UL, 0UL), (lane.Snapshot.Pending, lane.Snapshot.Acknowledged));
    }

    [Fact]
    public async Task Wait_ForBatch_CompletesWhenOneIsCommitted()
    {
        await using OutboxLane lane = await _fixture.OpenAsync();
        Task waiting = lane.WaitForBatchAsync(0, LaneFixture.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        _ = await LaneFixture.AppendAsync(lane, "d1", 1, 1);
        await waiting.WaitAsync(TimeSpan.FromSeconds(5), LaneFixture.Token);
        await lane.WaitForBatchAsync(0, LaneFixture.Token);
        Assert.False(lane.WaitForBatchAsync(1, LaneFixture.Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Open_Twice_IsRefused()
    {
        await using OutboxLane lane = await _fixture.OpenAsync();
        StoreFileException refused = await Assert.ThrowsAsync<StoreFileException>(() => _fixture.OpenAsync());
        Assert.Equal(StoreFileException.WouldBlock, refused.Errno);
    }

    [Fact]
    public async Task Append_SlowContinuation_DoesNotHoldUpTheNextCommit()
    {
        await using OutboxLane lane = await _fixture.OpenAsync();
        using var release = new ManualResetEventSlim();
        Task blocked = BlockAsync();
        await LaneFixture.UntilAsync(() => lane.Snapshot.Accepted == 1, "the first commit");
        _ = await LaneFixture.AppendAsync(lane, "d1", 2, 100).WaitAsync(TimeSpan.FromSeconds(5), LaneFixture.Token);
        release.Set();
        await blocked;

        async Task BlockAsync()
        {
            _ = await lane.AppendAsync(LaneFixture.Scan("d1", 1), LaneFixture.Token).ConfigureAwait(false);
            release.Wait(LaneFixture.Token);
        }
    }

    [Fact]
    public async Task Append_OverTheLimit_IsRefusedAndTakenAgainAfterDraining()
    {
        await using OutboxLane lane = await _fixture.OpenAsync(static o => o with { LimitBytes = 8 << 20, CheckpointPages = 100 });
        ulong sequence = 1;
        LaneFullException? full = null;
        while (full is null)
        {
            try
            {
                Task<ulong>[] tasks = [.. Enumerable.Range(0, 256).Select(_ => lane.AppendAsync(Random(sequence++), LaneFixture.Token).AsTask())];
                _ = await Task.WhenAll(tasks);
            }
            catch (LaneFullException exception)
            {
                full = exception;
            }
        }

        Assert.InRange(lane.Snapshot.FileBytes, 6 << 20, 8 << 20);
        Assert.InRange((double)lane.Snapshot.LiveBytes / lane.Snapshot.CapacityBytes, 0.7, 1.4); // what a forecast reckons with
        ulong accepted = lane.Snapshot.Accepted;
        foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
        {
            lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
        }

        await LaneFixture.UntilAsync(() => lane.Snapshot.Pending == 0, "the lane to drain");
        await LaneFixture.UntilAsync(() => TryAppend().Result, "the lane to take events again");
        Assert.Equal(accepted + 1, lane.Snapshot.Accepted);

        async Task<bool> TryAppend()
        {
            try
            {
                _ = await lane.AppendAsync(Random(sequence), LaneFixture.Token);
                return true;
            }
            catch (LaneFullException)
            {
                return false;
            }
        }

        static Event Random(ulong sequence)
        {
            Event item = LaneFixture.Scan("d1", sequence);
            item.Scan.Person = Google.Protobuf.ByteString.CopyFrom(System.Security.Cryptography.RandomNumberGenerator.GetBytes(100));
            return item;
        }
    }
}
