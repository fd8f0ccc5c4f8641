using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must do with announcements and with what speakers make of them.</summary>
public abstract class AnnouncementStoreConformance
{
    private static readonly string Id = BatchFactory.AlertIdText(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Save_WholeLife_AuditedWithWhoWhenWhat()
    {
        await using StoreUnderTest store = await StartAsync();
        Announcement announcement = await AnnouncementFactory.CreateAsync(store, 1);
        announcement = await AnnouncementFactory.ApplyAsync(store, announcement, new AnnouncementCommand.Edit("wang", AnnouncementFactory.Document(Severity.Red)));
        announcement = await AnnouncementFactory.ApplyAsync(store, announcement, new AnnouncementCommand.Submit("li", AnnouncementFactory.Shown("a", "b"), "please"));
        announcement = await AnnouncementFactory.ApplyAsync(store, announcement, new AnnouncementCommand.Approve("chen"), AnnouncementFactory.Now.AddMinutes(1));
        await store.RestartAsync();
        announcement = await AnnouncementFactory.ApplyAsync(store, announcement, new AnnouncementCommand.Dispatch(new AudienceDifference(["c"], [])), AnnouncementFactory.Now.AddMinutes(2));

        Announcement? found = await store.Announcements.FindAsync(Id, Stop);
        IReadOnlyList<AnnouncementEntry> history = await store.Announcements.ReadHistoryAsync(Id, Stop);

        Assert.Equal(AnnouncementCodec.Encode(announcement), AnnouncementCodec.Encode(found!));
        Assert.Equal((AnnouncementState.Dispatching, 5L, 1, 1L), (found!.State, found.Version, found.Occurrence, found.Number));
        Assert.Equal(["a", "b"], found.Shown!.Speakers);
        Assert.Equal(AnnouncementFactory.Document().Audience, found.Document.Audience);
        Assert.Equal(
            [("li", "created"), ("wang", "edited"), ("li", "submitted"), ("chen", "approved"), ("schedule", "dispatch-begun")],
            history.Select(entry => (entry.By, AnnouncementNames.Of(entry.What))));
        Assert.Equal([1L, 2, 3, 4, 5], history.Select(entry => entry.Version));
        Assert.Equal("please", history[2].Comment);
        Assert.Contains("added since it was shown: c", history[4].Comment, StringComparison.Ordinal);
        Assert.Equal(AnnouncementFactory.Now.AddMinutes(1), history[3].At);
        Assert.Equal([Severity.Yellow, Severity.Red], history.Take(2).Select(entry => entry.Document!.Level));
        Assert.All(history.Skip(2), entry => Assert.Null(entry.Document));
    }

    [Fact]
    public async Task Save_OtherVersion_NothingWrittenAndTheCurrentOneAnswered()
    {
        await using StoreUnderTest store = await StartAsync();
        Announcement draft = await AnnouncementFactory.CreateAsync(store, 1);
        Announcement edited = await AnnouncementFactory.ApplyAsync(store, draft, new AnnouncementCommand.Edit("li", AnnouncementFactory.Document(title: "二")));
        AnnouncementStep late = AnnouncementLifeCycle.Decide(draft, new AnnouncementCommand.Edit("wang", AnnouncementFactory.Document(title: "三")), AnnouncementFactory.Now).Step!
            with
        { Commands = [AnnouncementFactory.Command(9, ("gw-001", 1))], Targets = [AnnouncementFactory.Target(9, "a")] };

        AnnouncementSaved saved = await store.Announcements.SaveAsync(late, Stop);
        AnnouncementSaved again = await store.Announcements.SaveAsync(
            new AnnouncementStep(AnnouncementAct.Created, "li", null, Announcement.Create(Id, "li", AnnouncementFactory.Document(), AnnouncementFactory.Now)), Stop);
        AnnouncementSaved unknown = await store.Announcements.SaveAsync(late with { After = late.After with { Id = BatchFactory.AlertIdText(7) } }, Stop);

        Assert.Null(saved.Saved);
        Assert.Equal((edited.Version, "二"), (saved.Current!.Version, saved.Current.Document.Title));
        Assert.Equal((null, 2L), (again.Saved, again.Current!.Version));
        Assert.Equal(new AnnouncementSaved(null, null), unknown);
        Assert.Equal(2, (await store.Announcements.ReadHistoryAsync(Id, Stop)).Count);
        Assert.Empty(await store.Commands.ListDueAsync(AnnouncementFactory.Now.AddMinutes(1), 10, Stop));
        Assert.Empty(await store.Announcements.ReadPartsAsync(BatchFactory.AlertIdText(9), 1, Stop));
        Assert.Equal(2, await store.Announcements.ReadLastChangeAsync(Stop));
    }

    [Fact]
    public async Task List_StateAndCursorAndDue_NewestFirstAndLongestDueFirst()
    {
        await using StoreUnderTest store = await StartAsync();
        await AnnouncementFactory.CreateAsync(store, 1);
        await AnnouncementFactory.DispatchAsync(store, 2, "a");
        Announcement later = await AnnouncementFactory.CreateAsync(store, 3, AnnouncementFactory.Document() with { NotBefore = AnnouncementFactory.Now.AddMinutes(30) });
        await AnnouncementFactory.ApplyAsync(store, later, new AnnouncementCommand.Submit("li", AnnouncementFactory.Shown("a")));

        async Task<IEnumerable<long>> ListAsync(AnnouncementState? state, long? before, int limit) =>
            (await store.Announcements.ListAsync(new AnnouncementQuery(state, before, limit), Stop)).Select(announcement => announcement.Number);

        Assert.Equal([3L, 2, 1], await ListAsync(null, null, 10));
        Assert.Equal([2L], await ListAsync(null, 3, 1));
        Assert.Equal([1L], await ListAsync(AnnouncementState.Draft, null, 10));
        Assert.Equal(AnnouncementFactory.Now, await store.Announcements.ReadNextDueAsync(Stop));
        Assert.Equal([2L], (await store.Announcements.ListDueAsync(AnnouncementFactory.Now.AddMinutes(19), 10, Stop)).Select(due => due.Number));
        Assert.Equal([2L, 3], (await store.Announcements.ListDueAsync(AnnouncementFactory.Now.AddMinutes(20), 10, Stop)).Select(due => due.Number));
        Assert.Null(await store.Announcements.FindAsync("no id", Stop));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Receipts_AnyOrderTwiceAndARestart_GreatestStepOfEachHolds(int seed)
    {
        await using StoreUnderTest store = await StartAsync();
        var chance = new Random(seed);
        Event[] receipts =
        [
            .. Enumerable.Range(1, 20).SelectMany(speaker => Enumerable.Range(1, 1 + (speaker % 4)).Select(step => BatchFactory.Receipt(
                1, $"speaker-{speaker:00}", (uint)step, (ReceiptState)(1 + (step % 5)), last: step == 4, reason: $"reason {step}", occurrence: (uint)(1 + (speaker % 2))))),
        ];
        Event[] delivered = [.. receipts, .. receipts];
        chance.Shuffle(delivered);
        await AnnouncementFactory.DispatchAsync(store, 1, "speaker-01", "speaker-99");

        var expected = new Dictionary<(int Occurrence, string Speaker), SpeakerPart>();
        ulong sequence = 1;
        foreach (Event[] part in delivered.Chunk(7))
        {
            // Some of one group, some each on their own.
            var box = new BatchFactory(lane: Lane.Alert);
            List<Core.Ingestion.IngestItem> group = [.. part.Take(5).Select(item => box.Item(sequence++, item))];
            if (part.Length > 5)
            {
                group.Add(box.Item(sequence, part.Skip(5)));
                sequence += (ulong)part.Length - 5;
            }

            await store.CommitAsync([.. group]);
            if (sequence is > 50 and < 58)
            {
                await store.RestartAsync();
            }

            foreach (Event item in part)
            {
                SpeakerPart received = PartOf(item);
                (int, string) key = (received.Occurrence, received.Speaker);
                expected[key] = expected.TryGetValue(key, out SpeakerPart? stands) ? SpeakerPart.Fold(stands, received) : received;
            }
        }

        for (int occurrence = 1; occurrence <= 2; occurrence++)
        {
            IReadOnlyList<SpeakerPart> parts = await store.Announcements.ReadPartsAsync(Id, occurrence, Stop);
            Assert.Equal(
                expected.Where(entry => entry.Key.Occurrence == occurrence).Select(entry => entry.Value).OrderBy(part => part.Speaker, StringComparer.Ordinal),
                parts.Where(part => part.Step > 0).Select(part => part with { Change = 0 }));
            Assert.Equal(
                occurrence == 1 ? ["speaker-01", "speaker-99"] : [],
                parts.Where(part => part.Step == 0).Select(part => part.Speaker));
        }
    }

    [Fact]
    public async Task CloseSilent_OpenPartsOnly_AndALaterWordOfTheBoxHolds()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        await AnnouncementFactory.DispatchAsync(store, 1, "done", "silent", "started", "waiting");
        await store.CommitAsync(box.Item(
            1, BatchFactory.Receipt(1, "done", 3, ReceiptState.Finished, last: true), BatchFactory.Receipt(1, "started", 2, ReceiptState.Started), BatchFactory.Receipt(1, "waiting", 1)));

        Assert.Equal(3, await store.Announcements.CloseSilentAsync(Id, 1, Stop));
        Assert.Equal(0, await store.Announcements.CloseSilentAsync(Id, 1, Stop));
        await store.RestartAsync();
        Assert.Equal(
            [(ReceiptState.Finished, ""), (ReceiptState.Unreachable, "box-silent"), (ReceiptState.Unreachable, "box-silent"), (ReceiptState.Unreachable, "box-silent")],
            (await store.Announcements.ReadPartsAsync(Id, 1, Stop)).Select(part => (part.State, part.Reason)));

        // What was known before changes nothing; what is new holds.
        await store.CommitAsync(box.Item(
            4, BatchFactory.Receipt(1, "waiting", 1), BatchFactory.Receipt(1, "started", 3, ReceiptState.Failed, last: true, reason: "interrupted"), BatchFactory.Receipt(1, "silent", 1)));
        Assert.Equal(
            [("done", ReceiptState.Finished, ""), ("silent", ReceiptState.Accepted, ""), ("started", ReceiptState.Failed, "interrupted"), ("waiting", ReceiptState.Unreachable, "box-silent")],
            (await store.Announcements.ReadPartsAsync(Id, 1, Stop)).Select(part => (part.Speaker, part.State, part.Reason)));
        Assert.Equal(1, await store.Announcements.CloseSilentAsync(Id, 1, Stop));
        Assert.Equal(0, await store.Announcements.CloseSilentAsync("nonsense", 1, Stop));
    }

    [Fact]
    public async Task ReadChanges_FromAnyNumber_EverythingThatChangedSinceAsItStands()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        await AnnouncementFactory.DispatchAsync(store, 1, "a", "b");
        long dispatched = await store.Announcements.ReadLastChangeAsync(Stop);
        await store.CommitAsync(box.Item(1, BatchFactory.Answer(1, CommandStatus.Taken, 2), BatchFactory.Receipt(1, "a", 1)));
        await store.CommitAsync(box.Item(3, BatchFactory.Receipt(1, "a", 2, ReceiptState.Started), BatchFactory.Receipt(1, "b", 1)));
        long latest = await store.Announcements.ReadLastChangeAsync(Stop);
        await store.RestartAsync();

        var all = new List<AnnouncementChange>();
        while (await store.Announcements.ReadChangesAsync(all.Count == 0 ? 0 : all[^1].Number, 2, Stop) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        IReadOnlyList<AnnouncementChange> resumed = await store.Announcements.ReadChangesAsync(dispatched, 100, Stop);

        Assert.Equal(latest, await store.Announcements.ReadLastChangeAsync(Stop));
        Assert.Equal(latest, store.Ear.Last);
        Assert.Equal(latest, all[^1].Number);
        Assert.Equal(all.Select(change => change.Number).Order(), all.Select(change => change.Number));
        Assert.Equal(all.Count, all.Select(change => change.Number).Distinct().Count());
        Assert.Equal(3, all.OfType<AnnouncementChange.Act>().Count());
        Assert.Equal(
            ["a Started", "b Accepted", "gw-001 Taken"],
            resumed.Select(change => change switch
            {
                AnnouncementChange.Part part => $"{part.State.Speaker} {part.State.State}",
                AnnouncementChange.Answer answer => $"{answer.State.Gateway} {answer.State.Status}",
                _ => "other",
            }).Order());
        Assert.Equal(resumed.Select(change => change.Number), all.Where(change => change.Number > dispatched).Select(change => change.Number));
        await store.CommitAsync(box.Item(5, BatchFactory.Receipt(1, "b", 2, ReceiptState.Started)));
        Assert.True(store.Ear.Last > latest, "numbers go on after a restart");
        Assert.Single(await store.Announcements.ReadChangesAsync(latest, 100, Stop));
    }

    [Fact]
    public async Task Receipts_BatchAgainAndNonsense_CountOnceAndStopNothing()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        Event nonsense = BatchFactory.Receipt(1, "a", 1);
        nonsense.SpeakerReceipt.Announcement = Google.Protobuf.ByteString.CopyFromUtf8("short");
        Event nul = BatchFactory.Receipt(1, "a", 9, reason: "a\0b");

        await store.CommitAsync(box.Item(1, nonsense, BatchFactory.Receipt(7, "a", 2, ReceiptState.Finished, last: true), nul, BatchFactory.Alert(1, "s", 1)));
        long change = await store.Announcements.ReadLastChangeAsync(Stop);
        await store.CommitAsync(box.Item(1, nonsense, BatchFactory.Receipt(7, "a", 2, ReceiptState.Finished, last: true), nul, BatchFactory.Alert(1, "s", 1)));

        Assert.Equal(4, (await store.BooksAsync(box.Outbox)).Stored.Count);
        Assert.Equal(change, await store.Announcements.ReadLastChangeAsync(Stop));

        // Of an announcement that this store does not know: kept all the same.
        Assert.Equal(ReceiptState.Finished, Assert.Single(await store.Announcements.ReadPartsAsync(BatchFactory.AlertIdText(7), 1, Stop)).State);
        Assert.Equal(1, await store.Alerts.CountOpenAsync(Stop));
    }

    private static SpeakerPart PartOf(Event item) => new()
    {
        Change = 0,
        Announcement = Id,
        Occurrence = (int)item.SpeakerReceipt.Occurrence,
        Speaker = item.Device,
        Gateway = "gw-001",
        Area = item.Area,
        Step = item.SpeakerReceipt.Step,
        Said = item.SpeakerReceipt.State,
        SaidReason = item.SpeakerReceipt.Reason,
        Last = item.SpeakerReceipt.Last,
        Attempt = 1,
        Played = TimeSpan.FromMilliseconds(item.SpeakerReceipt.PlayedMs),
        Evidence = Evidence.Speaker,
        BoxTime = DateTimeOffset.UnixEpoch.AddMicroseconds(item.Time.BoxUnixUs),
    };
}
