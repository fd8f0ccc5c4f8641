using Longgang.Cloud.Storage.Sqlite.Upkeep;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

public sealed class CheckpointerTests
{
    [Fact]
    public async Task Pace_LogOverTheLimit_LogStartsOverInsteadOfGrowing()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        store.Options.Value.CheckpointMebibytes = 1;
        using var checkpointer = new Checkpointer(store.Writer, store.Readers, store.Options, store.Time, NullLogger<Checkpointer>.Instance);
        var box = new BatchFactory();
        var log = new FileInfo(store.Options.Value.Path + "-wal");
        ulong first = 1;
        for (int i = 0; i < 200; i++)
        {
            await store.CommitAsync(box.Scans(first, 200));
            first += 200;
            await checkpointer.PaceAsync(TestContext.Current.CancellationToken);
        }

        log.Refresh();
        Assert.InRange(log.Length, 0, 2 * 1024 * 1024);
        Assert.True(new FileInfo(store.Options.Value.Path).Length > 3 * 1024 * 1024);
    }
}
