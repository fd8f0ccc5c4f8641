using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Outbox.Tests;

/// <summary>The lane that gives up its oldest: never more than it says, never without saying it.</summary>
public sealed class OutboxLaneExpiryTests : IDisposable
{
    private const long Limit = 8 << 20;

    private readonly LaneFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Append_OverTheLimit_OldestAreNamedAndTheRestIsDelivered()
    {
        var named = new List<LedgerEntry>();
        ulong appended = 0;
        OutboxId outbox;
        await using (OutboxLane lane = await OpenAsync())
        {
            outbox = lane.Snapshot.Outbox;
            while (lane.Snapshot.Expired < 20_000)
            {
                _ = await LaneFixture.AppendAsync(lane, "d1", appended + 1, 256);
                appended += 256;
            }

            Assert.InRange(lane.Snapshot.FileBytes, 0, Limit);
        }

        // Nobody has taken the names over yet: they come after the restart, and are then given once.
        await using OutboxLane again = await OpenAsync();
        again.ReportLedgerTo((entry, _) =>
        {
            lock (named)
            {
                named.Add(entry);
            }

            return ValueTask.CompletedTask;
        });
        LaneSnapshot now = again.Snapshot;
        await LaneFixture.UntilAsync(() => Named() == now.Expired, "every expired event to be named");
        List<StoredBatch> left = await LaneFixture.ReadAllAsync(again);

        Assert.Equal(appended, now.Accepted);
        Assert.Equal(now.Accepted, now.Expired + now.Pending);
        Assert.Equal(now.Pending, (ulong)left.Sum(batch => batch.Count));
        Assert.Equal(now.Expired + 1, left[0].FirstSequence);
        Assert.All(named, entry => Assert.Equal((LedgerKind.Expired, Lane.Record, outbox), (entry.Kind, entry.Lane, OutboxId.FromBytes(entry.OutboxId.Span))));
        Assert.Equal(1UL, named[0].FirstSequence);
        Assert.All(named.Zip(named.Skip(1)), pair => Assert.Equal(pair.First.LastSequence + 1, pair.Second.FirstSequence));
        Assert.InRange(named.Count, 1, 20); // a few runs, not one for every batch

        ulong Named()
        {
            lock (named)
            {
                return (ulong)named.Sum(entry => (long)(entry.LastSequence - entry.FirstSequence + 1));
            }
        }
    }

    [Fact]
    public async Task Append_OverTheLimit_ConfirmedOnesAreNotExpired()
    {
        await using OutboxLane lane = await OpenAsync();
        _ = await LaneFixture.AppendAsync(lane, "d1", 1, 1024);
        List<StoredBatch> first = await LaneFixture.ReadAllAsync(lane);
        StoredBatch confirmed = first[1];
        lane.Acknowledge(confirmed.Outbox, confirmed.FirstSequence, confirmed.Count);
        for (ulong next = 1025; lane.Snapshot.Expired == 0; next += 256)
        {
            _ = await LaneFixture.AppendAsync(lane, "d1", next, 256);
        }

        var named = new List<LedgerEntry>();
        lane.ReportLedgerTo((entry, _) =>
        {
            named.Add(entry);
            return ValueTask.CompletedTask;
        });
        await LaneFixture.UntilAsync(() => named.Count == 2, "the runs on both sides of the confirmed batch");

        Assert.Equal(confirmed.Count, lane.Snapshot.Acknowledged);
        Assert.Equal(lane.Snapshot.Accepted, lane.Snapshot.Acknowledged + lane.Snapshot.Expired + lane.Snapshot.Pending);
        Assert.Equal((1UL, confirmed.FirstSequence - 1), (named[0].FirstSequence, named[0].LastSequence));
        Assert.Equal(confirmed.FirstSequence + confirmed.Count, named[1].FirstSequence);

        // An acknowledgement that comes too late changes nothing here; the cloud counts the batch as stored.
        lane.Acknowledge(first[0].Outbox, first[0].FirstSequence, first[0].Count);
        ulong expired = lane.Snapshot.Expired;
        _ = await LaneFixture.AppendAsync(lane, "d2", 1, 1);
        Assert.Equal((ulong)confirmed.Count, lane.Snapshot.Acknowledged);
        Assert.Equal(expired, lane.Snapshot.Expired);
    }

    [Fact]
    public async Task Open_AlertLane_ThatExpires_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _fixture.OpenAsync(o => o with { WhenFull = LaneFullPolicy.ExpireOldest }, Lane.Alert));
        Assert.Contains("never gives up", error.Message, StringComparison.Ordinal);
    }

    private Task<OutboxLane> OpenAsync() =>
        _fixture.OpenAsync(static o => o with { LimitBytes = Limit, CheckpointPages = 100, WhenFull = LaneFullPolicy.ExpireOldest });
}
