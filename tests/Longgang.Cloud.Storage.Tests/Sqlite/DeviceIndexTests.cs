namespace Longgang.Cloud.Storage.Tests.Sqlite;

public sealed class DeviceIndexTests
{
    private const int Batch = 2000;

    /// <summary>Beyond one indexed run and into the next: what a device has is found whether it is indexed, half indexed or not yet.</summary>
    [Fact]
    public async Task List_ByDeviceAcrossIndexedAndUnindexed_EveryScanOnceInOrder()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory();
        ulong first = 1;
        for (int i = 0; i < 75; i++)
        {
            ulong from = first;
            await store.CommitAsync(box.Item(from, Enumerable.Range(0, Batch).Select(n => BatchFactory.Scan($"s{(from + (ulong)n) % 5}", from + (ulong)n))));
            first += Batch;
            if (i is 34 or 50)
            {
                // In the middle of a run, and after one.
                await store.RestartAsync();
            }

            if (i is 20 or 34 or 40 or 74)
            {
                await AssertCompleteAsync(store, (long)first - 1);
            }
        }
    }

    private static async Task AssertCompleteAsync(SqliteUnderTest store, long highest)
    {
        var seen = new List<long>();
        long after = 0;
        while (await store.Scans.ListAsync("s3", after, 5000, TestContext.Current.CancellationToken) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(scan => scan.Sequence));
            after = page[^1].Id;
        }

        Assert.Equal(Enumerable.Range(1, (int)highest).Where(i => i % 5 == 3).Select(i => (long)i), seen);
    }
}
