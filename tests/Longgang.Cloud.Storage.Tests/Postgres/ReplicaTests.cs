using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Postgres;

/// <summary>Several replicas commit to one database at once; batches are sent again, to whichever replica, while the first one commits.</summary>
public sealed class ReplicaTests(PostgresFixture fixture)
{
    private const int Replicas = 3;
    private const int Gateways = 4;
    private const int Batches = 60;
    private const int BatchEvents = 20;
    private const int Devices = 10;
    private const int AlertIds = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Commit_ConcurrentReplicasAndResends_NothingLostNothingDoubled(int seed)
    {
        await using PostgresUnderTest first = await PostgresUnderTest.StartAsync(fixture);
        var replicas = new List<PostgresUnderTest> { first };
        while (replicas.Count < Replicas)
        {
            replicas.Add(await PostgresUnderTest.StartAsync(first.ConnectionString, first.Time));
        }

        List<IngestItem.Readable> batches = [.. Enumerable.Range(1, Gateways).SelectMany(RecordsOf), .. Enumerable.Range(1, Gateways).SelectMany(AlertsOf)];
        using var delivered = new CancellationTokenSource();
        Task<List<ExportedEvent>> follower = FollowAsync(replicas[0], delivered.Token);
        await Task.WhenAll(replicas.Select((replica, index) => Task.Run(() => DeliverAsync(replica, batches, new Random(seed + (index * 1000))))));
        await delivered.CancelAsync();
        List<ExportedEvent> followed = await follower;

        await AssertEventsAsync(first, batches, followed);
        await AssertAlertsAsync(first, batches);
        foreach (LaneBooks books in await first.Ledger.ReadBooksAsync(TestContext.Current.CancellationToken))
        {
            LaneBalance balance = LaneBalance.Of(books);
            Assert.Equal(new Interval(1, balance.Accepted), Assert.Single(books.Stored.Runs));
            Assert.True(balance.Balanced);
            Assert.Equal(0, books.Conflicts);
        }

        foreach (PostgresUnderTest replica in replicas.Skip(1))
        {
            await replica.DisposeAsync();
        }
    }

    /// <summary>Two outboxes a gateway: the second one brings what the first one has, and devices that are at home at another gateway.</summary>
    private static IEnumerable<IngestItem.Readable> RecordsOf(int gateway)
    {
        for (int outbox = 0; outbox < 2; outbox++)
        {
            var box = new BatchFactory($"gw-{gateway:000}", (UInt128)(ulong)((gateway * 10) + outbox));
            var next = new ulong[Devices];
            for (int batch = 0; batch < Batches; batch++)
            {
                yield return box.Item((ulong)(batch * BatchEvents) + 1, Enumerable.Range(0, BatchEvents).Select(i =>
                {
                    int device = ((batch * 7) + i) % Devices;
                    string name = $"device-{(device < 2 ? 0 : gateway)}-{device}";
                    return i == 5 ? BatchFactory.Reading("sensor-" + name, ++next[device]) : BatchFactory.Scan(name, ++next[device]);
                }));
            }
        }
    }

    private static IEnumerable<IngestItem.Readable> AlertsOf(int gateway)
    {
        var box = new BatchFactory($"gw-{gateway:000}", (UInt128)(ulong)((gateway * 10) + 5), Lane.Alert);
        for (int batch = 0; batch < Batches; batch++)
        {
            yield return box.Item((ulong)batch + 1, BatchFactory.Alert((byte)(batch % AlertIds), $"device-{gateway}", (ulong)(batch / 2) + 1, repeat: batch >= AlertIds));
        }
    }

    /// <summary>Every batch once, in an order of this replica's own, in groups, now and then sent again.</summary>
    private static async Task DeliverAsync(PostgresUnderTest replica, List<IngestItem.Readable> batches, Random chance)
    {
        IngestItem.Readable[] mine = [.. batches];
        chance.Shuffle(mine);
        for (int at = 0; at < mine.Length;)
        {
            int size = Math.Min(chance.Next(1, 9), mine.Length - at);
            var group = new List<IngestItem>(mine[at..(at + size)]);
            if (at > 0)
            {
                group.Add(mine[chance.Next(at)]);
            }

            CommitResult result = await replica.Ingest.CommitAsync(group, CancellationToken.None);
            Assert.All(result.Outcomes, outcome => Assert.Equal(AckStatus.Stored, outcome.Status));
            at += size;
        }
    }

    /// <summary>Somebody who pages through everything while it comes in: he sees each event once.</summary>
    private static async Task<List<ExportedEvent>> FollowAsync(PostgresUnderTest replica, CancellationToken delivered)
    {
        var all = new List<ExportedEvent>();
        while (true)
        {
            bool last = delivered.IsCancellationRequested;
            IReadOnlyList<ExportedEvent> page = await replica.Scans.ExportAsync(all.Count == 0 ? 0 : all[^1].Id, 50, CancellationToken.None);
            all.AddRange(page);
            if (last && page.Count == 0)
            {
                return all;
            }
        }
    }

    private static async Task AssertEventsAsync(PostgresUnderTest store, List<IngestItem.Readable> batches, List<ExportedEvent> followed)
    {
        List<(string Device, long Sequence)> sent = [.. batches.Where(batch => batch.Batch.Lane == Lane.Record)
            .SelectMany(batch => batch.Batch.Events.Select(item => (item.Device, (long)item.DeviceSequence)))];
        List<(string, long)> expected = [.. sent.Distinct().Order()];

        Assert.Equal(expected, (await store.ExportAsync()).Select(line => (line.Device, line.Sequence)).Order());
        Assert.Equal(expected, followed.Select(line => (line.Device, line.Sequence)).Order());
        IReadOnlyList<LaneBooks> books = await store.Ledger.ReadBooksAsync(TestContext.Current.CancellationToken);
        Assert.Equal(sent.Count - expected.Count, books.Where(lane => lane.Lane == Lane.Record).Sum(lane => lane.Duplicates));
        Assert.Equal(
            expected.Count,
            (await store.Fleet.ListDevicesAsync(0, 1000, TestContext.Current.CancellationToken)).Sum(device => device.Scans + device.Readings));
    }

    private static async Task AssertAlertsAsync(PostgresUnderTest store, List<IngestItem.Readable> batches)
    {
        Dictionary<string, int> evidence = batches.SelectMany(batch => batch.Batch.Events)
            .Where(item => item.BodyCase == Event.BodyOneofCase.Alert)
            .Select(item => (Id: Convert.ToHexStringLower(item.Alert.Id.Span), item.Device, item.DeviceSequence))
            .Distinct().GroupBy(item => item.Id).ToDictionary(group => group.Key, group => group.Count());
        IReadOnlyList<AlertSnapshot> alerts = await store.Alerts.ListAsync(new AlertQuery(null, null, null, null, 1000), TestContext.Current.CancellationToken);
        IReadOnlyList<AlertChange> changes = await store.Alerts.ReadChangesAsync(0, 10_000, TestContext.Current.CancellationToken);

        Assert.Equal(evidence.OrderBy(pair => pair.Key).Select(pair => (pair.Key, (long)pair.Value)), alerts.OrderBy(alert => alert.Id).Select(alert => (alert.Id, alert.Count)));
        Assert.Equal(Enumerable.Range(1, evidence.Values.Sum()).Select(i => (long)i), changes.Select(change => change.Number));
        Assert.All(changes.GroupBy(change => change.Alert.Id), history => Assert.Equal(Enumerable.Range(1, history.Count()).Select(i => (long)i), history.Select(change => change.Alert.Count)));
    }
}
