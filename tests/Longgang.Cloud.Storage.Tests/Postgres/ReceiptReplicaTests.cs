using System.Globalization;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Tests.Conformance;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Postgres;

/// <summary>Several replicas take in receipts at once, the same ones twice, while the service writes and a listener follows.</summary>
public sealed class ReceiptReplicaTests(PostgresFixture fixture)
{
    private const int Replicas = 3;
    private const int Boxes = 4;
    private const int Speakers = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Commit_ConcurrentReplicasAndResends_FollowerSeesEveryPartAsItStands(int seed)
    {
        await using PostgresUnderTest first = await PostgresUnderTest.StartAsync(fixture);
        var replicas = new List<PostgresUnderTest> { first };
        while (replicas.Count < Replicas)
        {
            replicas.Add(await PostgresUnderTest.StartAsync(first.ConnectionString, first.Time));
        }

        Announcement dispatched = await AnnouncementFactory.DispatchAsync(first, 1, "silent");
        IngestItem.Readable[] batches = [.. Enumerable.Range(0, Boxes).SelectMany(BatchesOf)];
        using var delivered = new CancellationTokenSource();
        Task<(Dictionary<string, SpeakerPart> Parts, int Acts)> follower = FollowAsync(replicas[1], delivered.Token);
        await Task.WhenAll([.. replicas.Select((replica, index) => Task.Run(() => DeliverAsync(replica, batches, new Random(seed + (index * 1000))))), CloseAsync(replicas[2]), RemarkAsync(first, dispatched)]);
        await delivered.CancelAsync();
        (Dictionary<string, SpeakerPart> followed, int acts) = await follower;

        IReadOnlyList<SpeakerPart> parts = await first.Announcements.ReadPartsAsync(BatchFactory.AlertIdText(1), 1, TestContext.Current.CancellationToken);
        Assert.Equal((Boxes * Speakers) + 1, parts.Count);
        Assert.All(parts.Where(part => part.Speaker != "silent"), part => Assert.Equal((3, ReceiptState.Finished, null), (part.Step, part.State, part.ClosedAt)));
        Assert.Equal(parts, followed.Values.OrderBy(part => part.Speaker, StringComparer.Ordinal));
        Assert.Equal((await first.Announcements.ReadHistoryAsync(dispatched.Id, TestContext.Current.CancellationToken)).Count, acts);
        Assert.Equal(parts.Count, parts.Select(part => part.Change).Distinct().Count());
        foreach (PostgresUnderTest replica in replicas.Skip(1))
        {
            await replica.DisposeAsync();
        }
    }

    private static IEnumerable<IngestItem.Readable> BatchesOf(int box)
    {
        var factory = new BatchFactory(string.Create(CultureInfo.InvariantCulture, $"gw-{box:000}"), (UInt128)(ulong)(1 + box), Lane.Alert);
        ulong sequence = 1;
        for (uint step = 1; step <= 3; step++)
        {
            foreach (int[] speakers in Enumerable.Range(0, Speakers).Chunk(5))
            {
                yield return factory.Item(
                    sequence, speakers.Select(speaker => BatchFactory.Receipt(1, $"speaker-{box}-{speaker:00}", step, (ReceiptState)step, last: step == 3)));
                sequence += (ulong)speakers.Length;
            }
        }
    }

    private static async Task DeliverAsync(PostgresUnderTest replica, IngestItem.Readable[] batches, Random chance)
    {
        IngestItem[] mine = [.. batches];
        chance.Shuffle(mine);
        foreach (IngestItem[] group in mine.Chunk(4))
        {
            await replica.CommitAsync(group);
        }
    }

    private static async Task CloseAsync(PostgresUnderTest replica)
    {
        for (int i = 0; i < 10; i++)
        {
            await replica.Announcements.CloseSilentAsync(BatchFactory.AlertIdText(1), 1, TestContext.Current.CancellationToken);
        }
    }

    private static async Task RemarkAsync(PostgresUnderTest replica, Announcement announcement)
    {
        for (int i = 0; i < 100; i++)
        {
            announcement = await AnnouncementFactory.ApplyAsync(replica, announcement, new AnnouncementCommand.Remark("li", "seen"));
        }
    }

    private static async Task<(Dictionary<string, SpeakerPart> Parts, int Acts)> FollowAsync(PostgresUnderTest replica, CancellationToken delivered)
    {
        var seen = new Dictionary<string, SpeakerPart>(StringComparer.Ordinal);
        int acts = 0;
        long last = 0;
        while (true)
        {
            bool all = delivered.IsCancellationRequested;
            IReadOnlyList<AnnouncementChange> page = await replica.Announcements.ReadChangesAsync(last, 7, TestContext.Current.CancellationToken);
            foreach (AnnouncementChange change in page)
            {
                Assert.True(change.Number > last, "numbers grow");
                last = change.Number;
                if (change is AnnouncementChange.Part { State: var part })
                {
                    seen[part.Speaker] = part;
                }
                else
                {
                    acts++;
                }
            }

            if (all && page.Count == 0)
            {
                return (seen, acts);
            }
        }
    }
}
