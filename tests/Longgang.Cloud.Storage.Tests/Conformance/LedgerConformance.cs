using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must know of an outbox that the box does not use any more.</summary>
public abstract class LedgerConformance
{
    private static readonly UInt128 Old = 0x01D;
    private static readonly UInt128 New = 0x2E3;

    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Status_AnotherOutboxOfTheLane_WhatTheOldOneOwedIsLostByName()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(outbox: Old);
        await store.CommitAsync(box.Scans(1, 10), box.Scans(21, 10));
        await SayAsync(store, Old, accepted: 50, pending: 30);
        Assert.True(LaneBalance.Of(await store.BooksAsync(Old)).Balanced);

        await SayAsync(store, New, accepted: 3, pending: 3);
        await store.RestartAsync();

        LaneBalance balance = LaneBalance.Of(await store.BooksAsync(Old));
        Assert.Equal(OutboxState.Replaced, (await store.BooksAsync(Old)).State);
        Assert.Equal((50, 20, 0, 30), (balance.Accepted, balance.Stored, balance.Pending, balance.Lost));
        Assert.Equal([new Interval(11, 20), new Interval(31, 50)], balance.LostRanges);
        Assert.Equal(50, balance.UnknownAfter);
        Assert.False(balance.Balanced);
        Assert.Equal((OutboxState.Current, true), ((await store.BooksAsync(New)).State, LaneBalance.Of(await store.BooksAsync(New)).Balanced));
    }

    [Fact]
    public async Task Status_OldOutboxComesBack_ItIsPendingAgain()
    {
        await using StoreUnderTest store = await StartAsync();
        await SayAsync(store, Old, accepted: 50, pending: 50);
        await SayAsync(store, New, accepted: 3, pending: 3);
        await SayAsync(store, Old, accepted: 50, pending: 50);

        LaneBalance balance = LaneBalance.Of(await store.BooksAsync(Old));
        Assert.Equal((50, 0, true), (balance.Pending, balance.Lost, balance.Balanced));
        Assert.Equal(OutboxState.Replaced, (await store.BooksAsync(New)).State);
    }

    [Fact]
    public async Task Status_LastWordOfAnOrderlyStop_LeavesNothingUnknown()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(outbox: Old);
        await store.CommitAsync(box.Scans(1, 10));
        await SayAsync(store, Old, accepted: 10, pending: 0, online: false);
        await SayAsync(store, New, accepted: 3, pending: 3);

        LaneBooks books = await store.BooksAsync(Old);
        LaneBalance balance = LaneBalance.Of(books);
        Assert.Equal((OutboxState.Retired, 10L, true), (books.State, balance.Accepted, balance.Balanced));
        Assert.Null(balance.UnknownAfter);
    }

    [Theory]
    [InlineData(OutboxEnd.Complete, OutboxState.Ended, true)]
    [InlineData(OutboxEnd.Unknown, OutboxState.EndUnknown, false)]
    public async Task Entry_OutboxGivenUp_EndsWhereItsSuccessorSays(OutboxEnd end, OutboxState state, bool balanced)
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(outbox: Old);
        await store.CommitAsync(box.Scans(1, 10));
        await SayAsync(store, Old, accepted: 10, pending: 0);
        Event named = BatchFactory.Ledger(LedgerKind.Quarantined, Old, Lane.Record, 11, 40);
        Event ended = BatchFactory.Ledger(LedgerKind.Quarantined, Old, Lane.Record, 41, 40);
        ended.Ledger.End = end;
        Assert.Null(BatchInspection.FindProblem(new BatchFactory(outbox: New, lane: Lane.Alert).Make(1, named, ended)));

        await store.CommitAsync(new BatchFactory(outbox: New, lane: Lane.Alert).Item(1, named, ended));

        LaneBooks books = await store.BooksAsync(Old);
        LaneBalance balance = LaneBalance.Of(books);
        Assert.Equal((state, 40L, 30L, 0L, balanced), (books.State, balance.Accepted, balance.Quarantined, balance.Lost, balance.Balanced));
        Assert.Equal(balanced ? null : 40L, balance.UnknownAfter);
    }

    [Fact]
    public async Task Entry_OutboxWithoutIdentity_OfTwoBoxesDisturbsNeither()
    {
        await using StoreUnderTest store = await StartAsync();
        foreach (string gateway in new[] { "gw-001", "gw-002" })
        {
            Event lost = BatchFactory.Ledger(LedgerKind.Quarantined, 0, Lane.Record, 1, 0);
            lost.Ledger.End = OutboxEnd.Unknown;
            var box = new BatchFactory(gateway, gateway == "gw-001" ? New : New + 1, Lane.Alert);
            CommitResult result = await store.CommitAsync(box.Item(1, lost, BatchFactory.Alert((byte)gateway[^1], "sentinel-0001", 1)));
            Assert.Equal(AckStatus.Stored, Assert.Single(result.Outcomes).Status);
        }

        Assert.Equal(OutboxState.Current, (await store.BooksAsync(New)).State);
        Assert.True(LaneBalance.Of(await store.BooksAsync(New)).Balanced);
    }

    private static Task SayAsync(StoreUnderTest store, UInt128 outbox, ulong accepted, ulong pending, bool online = true) => store.Fleet.RecordStatusAsync(
        "gw-001",
        new GatewayStatus
        {
            Major = WireVersion.Major,
            Online = online,
            Lanes = { new LaneStatus { Lane = Lane.Record, OutboxId = Google.Protobuf.ByteString.CopyFrom(BatchIdentity.OutboxBytes(outbox)), Accepted = accepted, Pending = pending } },
        },
        BatchFactory.Start,
        TestContext.Current.CancellationToken);
}
