using Longgang.Cloud.Core.Ingestion;
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
