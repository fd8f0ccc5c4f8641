using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Retention;
using Longgang.Cloud.Storage.Sqlite.Upkeep;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

public sealed class ScanRetentionTests
{
    [Fact]
    public async Task Sweep_OldAndYoung_OnlyOldGoAndLedgerStands()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory();
        DateTimeOffset now = store.Time.GetUtcNow();
        await store.CommitAsync(box.Item(1, Enumerable.Range(1, 300).Select(i => BatchFactory.Scan("s", (ulong)i, at: now.AddDays(-15)))));
        await store.CommitAsync(box.Item(301, Enumerable.Range(301, 100).Select(i => BatchFactory.Scan("s", (ulong)i, at: now.AddDays(-1)))));

        int deleted = await SweepAllAsync(store);

        Assert.Equal(300, deleted);
        Assert.Equal(Enumerable.Range(301, 100).Select(i => (long)i), (await store.ExportAsync()).Select(line => line.Sequence));
        Assert.Equal(400, (await store.BooksAsync(box.Outbox)).Stored.Count);
        Assert.Equal(400, (await store.Fleet.FindDeviceAsync("s", TestContext.Current.CancellationToken))!.Scans);
    }

    [Fact]
    public async Task Sweep_ThenRestart_PurgedScansStaySeenAndIdsGrow()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        DateTimeOffset now = store.Time.GetUtcNow();
        await store.CommitAsync(new BatchFactory(outbox: 1).Item(1, Enumerable.Range(1, 10).Select(i => BatchFactory.Scan("s", (ulong)i, at: now.AddDays(-15)))));
        await SweepAllAsync(store);
        await store.RestartAsync();

        // The same scans from the box's new outbox, and one that is new.
        CommitResult again = await store.CommitAsync(new BatchFactory(outbox: 2).Item(1, Enumerable.Range(1, 11).Select(i => BatchFactory.Scan("s", (ulong)i, at: now))));

        Assert.Equal(10, again.Duplicates);
        Assert.Equal((11L, 11L), (await store.ExportAsync()).Select(line => (line.Id, line.Sequence)).Single());
        Assert.Equal(11, (await store.Fleet.FindDeviceAsync("s", TestContext.Current.CancellationToken))!.Scans);
    }

    /// <summary>Its source had told the box a wrong date, and the box has said so since: nothing young goes.</summary>
    [Fact]
    public async Task Sweep_StampWasCorrected_AgeCountsFromReceipt()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        await store.CommitAsync(
            new BatchFactory(outbox: 1).Item(1, BatchFactory.Scan("s", 1, at: store.Time.GetUtcNow().AddYears(-10))),
            box.Item(1, new Event { Time = new EventTime(), ClockCorrection = new ClockCorrection { ToMonotonicUs = 100, ToUnixUs = 100 } }));

        int young = await SweepAllAsync(store);
        await store.RestartAsync();
        store.Time.Advance(TimeSpan.FromDays(15));
        int old = await SweepAllAsync(store);

        Assert.Equal((0, 1), (young, old));
    }

    [Fact]
    public async Task Sweep_ClockNeverSet_AgeCountsFromReceipt()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        Event scan = BatchFactory.Scan("s", 1, at: DateTimeOffset.UnixEpoch);
        scan.Time.Quality = ClockQuality.Unsynchronized;
        await store.CommitAsync(new BatchFactory().Item(1, scan));

        int young = await SweepAllAsync(store);
        await store.RestartAsync();
        store.Time.Advance(TimeSpan.FromDays(15));
        int old = await SweepAllAsync(store);

        Assert.Equal((0, 1), (young, old));
    }

    [Fact]
    public async Task Sweep_OldBatches_DetailsGoAndTheirRepetitionIsStillKnown()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory();
        IngestItem old = box.Item(1, BatchFactory.Scan("s", 1, at: store.Time.GetUtcNow()));
        await store.CommitAsync(old);
        store.Time.Advance(TimeSpan.FromDays(16));
        IngestItem young = box.Item(2, BatchFactory.Scan("s", 2, at: store.Time.GetUtcNow())) with { ReceivedAt = store.Time.GetUtcNow() };
        await store.CommitAsync(young);

        await SweepAllAsync(store);

        Assert.Equal([2L], await NumbersAsync(store, "SELECT first FROM batches"));
        CommitResult again = await store.CommitAsync(old, young);
        Assert.All(again.Outcomes, outcome => Assert.True(outcome.Repeated));
        Assert.All(again.Outcomes, outcome => Assert.Equal(AckStatus.Stored, outcome.Status));
        Assert.Equal((2L, 0L), ((await store.BooksAsync(box.Outbox)).Stored.Count, (await store.BooksAsync(box.Outbox)).Quarantined.Count));
    }

    [Fact]
    public async Task Sweep_OldBatchesOfReceipts_WhatTheyFoldedGoesWithThemAndTheReceiptsStay()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        await store.CommitAsync(box.Item(1, BatchFactory.Receipt(1, "speaker-1", 1)));
        store.Time.Advance(TimeSpan.FromDays(16));
        await store.CommitAsync(box.Item(2, BatchFactory.Receipt(1, "speaker-2", 1)) with { ReceivedAt = store.Time.GetUtcNow() });
        IReadOnlyList<long> before = await NumbersAsync(store, "SELECT last FROM folded_events ORDER BY first");

        await SweepAllAsync(store);

        Assert.Equal([1L, 2L], before);
        Assert.Equal([2L], await NumbersAsync(store, "SELECT last FROM folded_events"));
        Assert.Equal(2, (await store.Announcements.ReadPartsAsync(BatchFactory.AlertIdText(1), 1, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task Sweep_OldQuarantine_BytesGoAndTheNameStays()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Item(1, BatchFactory.Scan("s", 1)));
        CommitResult conflict = await store.CommitAsync(box.Item(1, BatchFactory.Scan("s", 2)));
        Assert.Equal(AckStatus.Quarantined, conflict.Outcomes[0].Status);

        await SweepAllAsync(store);
        long kept = (await NumbersAsync(store, "SELECT length(payload) FROM quarantine")).Single();
        store.Time.Advance(TimeSpan.FromDays(31));
        await SweepAllAsync(store);

        Assert.NotEqual(0, kept);
        Assert.Equal([0L], await NumbersAsync(store, "SELECT length(payload) FROM quarantine"));
        Assert.Equal([1L], await NumbersAsync(store, "SELECT conflicts FROM outboxes"));
    }

    private static Task<IReadOnlyList<long>> NumbersAsync(SqliteUnderTest store, string constant) => store.Writer.WriteAsync<IReadOnlyList<long>>(
        session =>
        {
            var numbers = new List<long>();
            var query = session.Sql(constant);
            while (query.Step())
            {
                numbers.Add(query.Integer(0));
            }

            query.Reset();
            return numbers;
        },
        TestContext.Current.CancellationToken);

    private static async Task<int> SweepAllAsync(SqliteUnderTest store)
    {
        using var retention = new ScanRetention(
            store.Writer, Options.Create(new RetentionOptions { SweepRows = 100 }), store.Time, NullLogger<ScanRetention>.Instance);
        int deleted = 0;
        for (int i = 0; i < 20; i++)
        {
            deleted += await retention.SweepAsync(TestContext.Current.CancellationToken);
        }

        return deleted;
    }
}
