using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must do with what boxes report of their speakers.</summary>
public abstract class SpeakerStoreConformance
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Speaker_Reported_AllOfItIsThere()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(new BatchFactory(lane: Lane.Alert).Item(1, BatchFactory.Speaker("speaker-1", Reach.Unknown, "440307003002", false, "school", "二楼")));
        await store.RestartAsync();

        SpeakerRecord speaker = Assert.Single(await store.Speakers.ListAsync(removed: false, Stop));

        Assert.Equal(("speaker-1", "gw-001", "440307003002", Reach.Unknown, "group-1", "mqtt"), (speaker.Device, speaker.Gateway, speaker.Area.Code, speaker.Reach, speaker.Group, speaker.Adapter));
        Assert.Equal(["school", "二楼"], speaker.Labels);
        Assert.Equal(["zh-CN", "en"], speaker.Languages);
        Assert.Equal(new Point { LatitudeE6 = 22_688_000, LongitudeE6 = 114_128_000 }, speaker.Position);
        Assert.Equal(BatchFactory.Start, speaker.ReceivedAt);
    }

    [Fact]
    public async Task Speaker_BatchesOutOfOrder_TheLaterSequenceAndTheLaterOutboxHold()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(outbox: 9, lane: Lane.Alert);
        var next = new BatchFactory(outbox: 2, lane: Lane.Alert);

        await store.CommitAsync(box.Item(2, BatchFactory.Speaker("s", Reach.Offline)));
        await store.CommitAsync(box.Item(1, BatchFactory.Speaker("s", Reach.Online)));
        Assert.Equal(Reach.Offline, (await store.Speakers.ListAsync(false, Stop))[0].Reach);
        await store.CommitAsync(next.Item(1, BatchFactory.Speaker("s", Reach.Unknown)));
        await store.CommitAsync(box.Item(3, BatchFactory.Speaker("s", Reach.Online)));
        Assert.Equal(Reach.Unknown, (await store.Speakers.ListAsync(false, Stop))[0].Reach);
        await store.CommitAsync(next.Item(3, BatchFactory.Speaker("s", Reach.Online)), next.Item(2, BatchFactory.Speaker("s", Reach.Offline)));
        Assert.Equal(Reach.Online, (await store.Speakers.ListAsync(false, Stop))[0].Reach);
    }

    [Fact]
    public async Task Speaker_RemovedAndMoved_KeptWithItsDescriptionAndOnceInTheList()
    {
        await using StoreUnderTest store = await StartAsync();
        var first = new BatchFactory("gw-001", 1, Lane.Alert);
        var second = new BatchFactory("gw-002", 2, Lane.Alert);
        await store.CommitAsync(first.Item(1, BatchFactory.Speaker("gone", labels: ["school"]), BatchFactory.Speaker("moved"), BatchFactory.Speaker("stays")));

        await store.CommitAsync(second.Item(1, BatchFactory.Speaker("moved", area: "440307014001")));
        await store.CommitAsync(first.Item(4, BatchFactory.Speaker("gone", Reach.Unspecified, string.Empty, removed: true), BatchFactory.Speaker("moved", Reach.Unspecified, string.Empty, removed: true)));

        Assert.Equal([("moved", "gw-002", "440307014001"), ("stays", "gw-001", "440307003002")], (await store.Speakers.ListAsync(false, Stop)).Select(Short));
        IReadOnlyList<SpeakerRecord> all = await store.Speakers.ListAsync(true, Stop);
        Assert.Equal([("gone", "gw-001", "440307003002"), ("moved", "gw-002", "440307014001"), ("stays", "gw-001", "440307003002")], all.Select(Short));
        Assert.True(all[0].Removed);
        Assert.Equal(["school"], all[0].Labels);
    }

    [Fact]
    public async Task Audio_Reported_TheLatestWordOfEachBox()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(
            new BatchFactory("gw-001", 1, Lane.Alert).Item(2, BatchFactory.AudioHeld(1, 2)),
            new BatchFactory("gw-001", 1, Lane.Alert).Item(1, BatchFactory.AudioHeld(3)),
            new BatchFactory("gw-002", 2, Lane.Alert).Item(1, BatchFactory.AudioHeld()));

        IReadOnlyDictionary<string, IReadOnlySet<string>> audio = await store.Speakers.ReadAudioAsync(Stop);

        Assert.Equal(["gw-001", "gw-002"], audio.Keys.Order());
        Assert.Equal([BatchFactory.HashText(1), BatchFactory.HashText(2)], audio["gw-001"].Order());
        Assert.Empty(audio["gw-002"]);
    }

    private static (string Device, string Gateway, string Area) Short(SpeakerRecord speaker) => (speaker.Device, speaker.Gateway, speaker.Area.Code);
}
