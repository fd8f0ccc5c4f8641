using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;
using Longgang.TestKit;

namespace Longgang.Cloud.Storage.Tests.Postgres;

/// <summary>The database server is killed in the middle of ingestion, again and again: what was acknowledged is there, once.</summary>
public sealed class PostgresKillTests
{
    private static readonly int _kills = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 50 : 4;

    [Fact]
    public async Task Kill9_OfTheServerInMidIngest_AcknowledgedIsStoredOnceAndTheLedgerBalances()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string database = await server.CreateDatabaseAsync();
        await using PostgresUnderTest first = await PostgresUnderTest.StartAsync(database);
        await using PostgresUnderTest second = await PostgresUnderTest.StartAsync(database, first.Time);
        using var enough = new CancellationTokenSource();
        Task<(ulong Acknowledged, int Failures)>[] feeds =
            [FeedAsync(first, 1, enough.Token), FeedAsync(second, 2, enough.Token), FeedAsync(first, 3, enough.Token), FeedAsync(second, 4, enough.Token)];
        var chance = new Random(7);
        for (int kill = 0; kill < _kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(100, 600)), TimeProvider.System, TestContext.Current.CancellationToken);
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await enough.CancelAsync();
        (ulong Acknowledged, int Failures)[] fed = await Task.WhenAll(feeds);

        Assert.True(fed.Sum(feed => feed.Failures) >= _kills, "the server was killed while nobody was writing");
        for (int box = 1; box <= feeds.Length; box++)
        {
            LaneBooks books = await first.BooksAsync((UInt128)(ulong)box);
            Assert.Equal(new Interval(1, (long)fed[box - 1].Acknowledged), Assert.Single(books.Stored.Runs));
            Assert.Equal((0L, 0L, true), (books.Conflicts, books.Duplicates, LaneBalance.Of(books).Balanced));
        }

        Assert.Equal(
            fed.SelectMany((feed, index) => Enumerable.Range(1, (int)feed.Acknowledged).Select(i => ($"device-{index + 1}", (long)i))).Order(),
            (await first.ExportAsync()).Select(line => (line.Device, line.Sequence)).Order());
        Assert.Equal(fed.Sum(feed => (long)feed.Acknowledged), (await second.Fleet.ListDevicesAsync(0, 10, TestContext.Current.CancellationToken)).Sum(device => device.Scans));
        Assert.Null(first.Database.Failure);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fed.Sum(feed => (long)feed.Acknowledged)} events acknowledged, {fed.Sum(feed => feed.Failures)} commits failed");
    }

    /// <summary>A box that sends a group again until it is acknowledged, as the ingest worker does.</summary>
    private static async Task<(ulong Acknowledged, int Failures)> FeedAsync(PostgresUnderTest store, int number, CancellationToken enough)
    {
        var box = new BatchFactory($"gw-{number:000}", (UInt128)(ulong)number);
        ulong next = 1;
        int failures = 0;
        while (!enough.IsCancellationRequested)
        {
            IngestItem[] group = [box.Scans(next, 20, $"device-{number}"), box.Scans(next + 20, 30, $"device-{number}")];
            while (true)
            {
                try
                {
                    CommitResult result = await store.Ingest.CommitAsync(group, CancellationToken.None);
                    Assert.All(result.Outcomes, outcome => Assert.Equal(AckStatus.Stored, outcome.Status));
                    break;
                }
                catch (StoreUnavailableException)
                {
                    failures++;
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                }
            }

            next += 50;
        }

        return (next - 1, failures);
    }
}
