using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

public sealed class SqliteStorageFailureTests
{
    [Fact]
    public async Task Commit_DatabaseFull_NothingKeptThenRecovers()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        store.Options.Value.MaxBytes = 1024 * 1024;
        await store.RestartAsync();
        var box = new BatchFactory();
        ulong first = 1;
        StoreUnavailableException? failure = null;
        while (failure is null && first < 1_000_000)
        {
            try
            {
                await store.CommitAsync(box.Scans(first, 200), box.Scans(first + 200, 200));
                first += 400;
            }
            catch (StoreUnavailableException e)
            {
                failure = e;
            }
        }

        Assert.NotNull(failure);
        Assert.NotNull(store.Writer.Failure);
        Assert.Equal((long)first - 1, (await store.BooksAsync(box.Outbox)).Stored.Count);
        Assert.Equal((long)first - 1, (await store.ExportAsync()).Count);

        store.Options.Value.MaxBytes = 0;
        CommitResult result = await store.CommitAsync(box.Scans(first, 200), box.Scans(first + 200, 200));

        Assert.All(result.Outcomes, outcome => Assert.Equal((AckStatus.Stored, false), (outcome.Status, outcome.Repeated)));
        Assert.Null(store.Writer.Failure);
        Assert.Equal((long)first + 399, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Options_AllWrong_EveryErrorNamesItsKey()
    {
        var options = new SqliteStorageOptions { MaxBytes = 5, CacheKibibytes = 1, CheckpointMebibytes = 0, DeviceSnapshotInterval = TimeSpan.Zero };

        var result = new SqliteStorageOptionsValidator().Validate(null, options);

        Assert.Equal(5, result.Failures!.Count());
        Assert.All(
            ["Path", "MaxBytes", "CacheKibibytes", "CheckpointMebibytes", "DeviceSnapshotInterval"],
            key => Assert.Contains(result.Failures!, failure => failure.StartsWith("Storage:Sqlite:" + key, StringComparison.Ordinal)));
        await Task.CompletedTask;
    }
}
