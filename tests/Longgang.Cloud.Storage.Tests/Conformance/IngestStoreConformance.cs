using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must do with batches.</summary>
public abstract class IngestStoreConformance
{
    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Commit_NewBatches_StoredAndVisibleOnce()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();

        CommitResult result = await store.CommitAsync(box.Scans(1, 10), box.Scans(11, 5));

        Assert.All(result.Outcomes, outcome => Assert.Equal(AckStatus.Stored, outcome.Status));
        Assert.Equal(15, result.Events);
        Assert.Equal(Enumerable.Range(1, 15).Select(i => (long)i), (await store.ExportAsync()).Select(line => line.Sequence));
        Assert.Equal(15, (await store.BooksAsync(box.Outbox)).Stored.Count);
    }

    [Fact]
    public async Task Commit_SameBatchAgain_SameAnswerAndNothingChanges()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 10));

        CommitResult result = await store.CommitAsync(box.Scans(1, 10), box.Scans(1, 10));
        await store.RestartAsync();
        CommitResult after = await store.CommitAsync(box.Scans(1, 10));

        Assert.All(result.Outcomes.Concat(after.Outcomes), outcome =>
        {
            Assert.Equal(AckStatus.Stored, outcome.Status);
            Assert.True(outcome.Repeated);
        });
        Assert.Equal(0, result.Events);
        Assert.Equal(10, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Commit_SameFirstOtherContent_QuarantinedAndUnbalanced()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 10));

        CommitResult result = await store.CommitAsync(box.Scans(1, 9), box.Scans(1, 10, "sentinel-0002"));

        Assert.All(result.Outcomes, outcome =>
        {
            Assert.Equal(AckStatus.Quarantined, outcome.Status);
            Assert.StartsWith("conflict", outcome.Reason, StringComparison.Ordinal);
        });
        LaneBooks books = await store.BooksAsync(box.Outbox);
        Assert.Equal(2, books.Conflicts);
        Assert.False(LaneBalance.Of(books).Balanced);
        Assert.Equal(10, (await store.ExportAsync()).Count);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(3, 2)]
    [InlineData(15, 20)]
    public async Task Commit_OverlappingRange_QuarantinedNotMerged(ulong first, uint count)
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 10), box.Scans(20, 5));

        CommitResult result = await store.CommitAsync(box.Scans(first, count, "sentinel-0002"));

        Assert.Equal(AckStatus.Quarantined, result.Outcomes[0].Status);
        Assert.StartsWith("overlap", result.Outcomes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(15, (await store.BooksAsync(box.Outbox)).Stored.Count);
        Assert.Equal(15, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Commit_OutOfOrder_GapSeenThenClosed()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 10), box.Scans(21, 10));

        LaneBalance open = LaneBalance.Of(await store.BooksAsync(box.Outbox));
        await store.CommitAsync(box.Scans(11, 10));
        LaneBooks closed = await store.BooksAsync(box.Outbox);

        Assert.Equal((30, 20, 10, 10), (open.Accepted, open.Stored, open.Pending, open.Gaps));
        Assert.Equal(new Interval(1, 30), Assert.Single(closed.Stored.Runs));
        Assert.Equal(0, LaneBalance.Of(closed).Gaps);
    }

    [Fact]
    public async Task Commit_DeviceSequenceFromAnotherOutbox_StoredInLedgerVisibleOnce()
    {
        await using StoreUnderTest store = await StartAsync();
        var before = new BatchFactory(outbox: 1);
        var after = new BatchFactory(outbox: 2);
        await store.CommitAsync(before.Scans(1, 10));
        await store.RestartAsync();

        CommitResult result = await store.CommitAsync(after.Scans(1, 12));

        Assert.Equal(10, result.Duplicates);
        Assert.Equal(2, result.Scans);
        Assert.Equal(12, (await store.ExportAsync()).Count);
        Assert.Equal((12, 10), ((await store.BooksAsync(2)).Stored.Count, (await store.BooksAsync(2)).Duplicates));
    }

    [Fact]
    public async Task Commit_OutboxOfAnotherGateway_Refused()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(new BatchFactory("gw-001").Scans(1, 3));

        CommitResult result = await store.CommitAsync(new BatchFactory("gw-002").Scans(4, 3));

        Assert.Equal(AckStatus.Refused, result.Outcomes[0].Status);
        Assert.Equal(3, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Commit_Unreadable_KeptOnceAndCountedAsQuarantined()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        var bad = new IngestItem.Unreadable("gw-001", new byte[] { 1, 2, 3 }, 7, BatchFactory.Start, new BatchIdentity(box.Outbox, Lane.Record, 1, 4), "undecodable");

        CommitResult first = await store.CommitAsync(bad, box.Scans(5, 2));
        CommitResult again = await store.CommitAsync(bad);

        Assert.Equal(AckStatus.Quarantined, first.Outcomes[0].Status);
        Assert.True(again.Outcomes[0].Repeated);
        LaneBalance balance = LaneBalance.Of(await store.BooksAsync(box.Outbox));
        Assert.Equal((6, 2, 4, 0, true), (balance.Accepted, balance.Stored, balance.Quarantined, balance.Gaps, balance.Balanced));
    }

    [Fact]
    public async Task Commit_LedgerEntries_NameWhatExpired()
    {
        await using StoreUnderTest store = await StartAsync();
        var records = new BatchFactory(outbox: 1);
        var alerts = new BatchFactory(outbox: 2, lane: Lane.Alert);
        await store.CommitAsync(
            records.Scans(11, 10),
            alerts.Item(1, BatchFactory.Ledger(LedgerKind.Expired, 1, Lane.Record, 1, 8), BatchFactory.Ledger(LedgerKind.Quarantined, 1, Lane.Record, 9, 10)));
        await store.Fleet.RecordStatusAsync("gw-001", Status(1, accepted: 25, pending: 5), BatchFactory.Start, TestContext.Current.CancellationToken);

        LaneBalance balance = LaneBalance.Of(await store.BooksAsync(1));

        Assert.Equal((25, 10, 5, 8, 2, true), (balance.Accepted, balance.Stored, balance.Pending, balance.Expired, balance.Quarantined, balance.Balanced));
    }

    [Fact]
    public async Task Ledger_BoxDroppedWhatNobodyNamed_Unbalanced()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(outbox: 1);
        await store.CommitAsync(box.Scans(1, 10));
        await store.Fleet.RecordStatusAsync("gw-001", Status(1, accepted: 20, pending: 7), BatchFactory.Start, TestContext.Current.CancellationToken);

        LaneBalance balance = LaneBalance.Of(await store.BooksAsync(1));

        Assert.Equal((3, false), (balance.Unexplained, balance.Balanced));
    }

    [Fact]
    public async Task Commit_EveryKindOfEvent_CountsAsStored()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        Event state = BatchFactory.Scan("sentinel-0001", 0);
        state.State = new DeviceState { Online = true, Firmware = "2.1.0", Buffered = 3, Flags = { "tamper", "fire" } };
        Event security = BatchFactory.Scan(string.Empty, 0);
        security.Security = new SecurityEvent { Kind = SecurityKind.LoginFailed, Detail = "x", Count = 2 };
        Event unknown = BatchFactory.Scan("sentinel-0001", 0);
        unknown.ClearBody();

        await store.CommitAsync(box.Item(1, BatchFactory.Scan("sentinel-0001", 1), BatchFactory.Reading("sensor-1", 1), state, security, unknown, BatchFactory.Alert(1, "sentinel-0001", 1)));

        Assert.Equal(6, (await store.BooksAsync(box.Outbox)).Stored.Count);
        Assert.Equal(2, (await store.ExportAsync()).Count);
        Core.Fleet.DeviceSummary device = (await store.Fleet.FindDeviceAsync("sentinel-0001", TestContext.Current.CancellationToken))!;
        Assert.Equal((1, 1, true, "2.1.0"), (device.Scans, device.States, device.Online, device.Firmware));
        Assert.Equal(["tamper", "fire"], device.Flags);
        Assert.Equal("440307003002", device.Area);
        Assert.Single(await store.Security.ReadLatestAsync(10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Commit_StatesOutOfOrder_TheNewestStands()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Item(2, State(2, online: false, "2.2.0")));
        await store.CommitAsync(box.Item(1, State(1, online: true, "2.1.0")));

        Core.Fleet.DeviceSummary device = (await store.Fleet.FindDeviceAsync("sentinel-0001", TestContext.Current.CancellationToken))!;
        Assert.Equal((2, false, "2.2.0"), (device.States, device.Online, device.Firmware));
        await store.CommitAsync(box.Item(3, State(3, online: true, "2.3.0")));
        device = (await store.Fleet.FindDeviceAsync("sentinel-0001", TestContext.Current.CancellationToken))!;
        Assert.Equal((3, true, "2.3.0"), (device.States, device.Online, device.Firmware));

        static Event State(int second, bool online, string firmware)
        {
            Event state = BatchFactory.Scan("sentinel-0001", 0, at: BatchFactory.Start.AddSeconds(second));
            state.State = new DeviceState { Online = online, Firmware = firmware };
            return state;
        }
    }

    [Fact]
    public async Task Scans_ByDevice_PagesInOrder()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Item(1, Enumerable.Range(1, 40).Select(i => BatchFactory.Scan(i % 2 == 0 ? "even" : "odd", (ulong)i))));

        var seen = new List<long>();
        long after = 0;
        while (await store.Scans.ListAsync("even", after, 7, TestContext.Current.CancellationToken) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(scan => scan.Sequence));
            after = page[^1].Id;
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i * 2), seen);
    }

    [Fact]
    public async Task Ledger_BoxForecastsItsBuffer_ReportSaysItUntilItDoesNot()
    {
        await using StoreUnderTest store = await StartAsync();
        GatewayStatus status = Status(1, accepted: 25, pending: 5);
        status.Lanes[0].HoldsS = 7200;
        status.Lanes[0].FullInS = ulong.MaxValue;
        await store.Fleet.RecordStatusAsync("gw-001", status, BatchFactory.Start, TestContext.Current.CancellationToken);
        LaneReport filling = (await store.BooksAsync(1)).Report!;
        await store.Fleet.RecordStatusAsync("gw-001", Status(1, accepted: 25, pending: 5), BatchFactory.Start, TestContext.Current.CancellationToken);
        LaneReport silent = (await store.BooksAsync(1)).Report!;

        Assert.Equal(TimeSpan.FromHours(2), filling.Holds);
        Assert.Equal(TimeSpan.FromDays(36_500), filling.FullIn); // nonsense is bounded
        Assert.Equal((null, null), (silent.Holds, silent.FullIn));
    }

    private static GatewayStatus Status(UInt128 outbox, ulong accepted, ulong pending) => new()
    {
        Major = 1,
        Online = true,
        Version = "1.0",
        BootId = Google.Protobuf.ByteString.CopyFrom(new byte[16]),
        Lanes =
        {
            new LaneStatus
            {
                Lane = Lane.Record,
                OutboxId = Google.Protobuf.ByteString.CopyFrom(BatchIdentity.OutboxBytes(outbox)),
                Accepted = accepted,
                Pending = pending,
            },
        },
    };
}
