using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>Announcements and their steps as the service makes them.</summary>
internal static class AnnouncementFactory
{
    public static readonly DateTimeOffset Now = BatchFactory.Start.AddDays(1);

    public static AnnouncementDocument Document(Severity level = Severity.Yellow, string title = "停水通知") => new()
    {
        Title = title,
        Contents = [new AnnouncementContent("zh-CN", "今晚十点停水。"), new AnnouncementContent("en", null, new AudioAsset(BatchFactory.HashText(1), 32_044, "audio/wav", TimeSpan.FromSeconds(1)))],
        Audience = new Audience { Include = { new Selector { Area = "440307003" }, new Selector { Polygon = new Polygon { Points = { At(1, 1), At(1, 2), At(2, 2) } } } } },
        Level = level,
        Priority = 5,
        Expires = Now.AddHours(1),
        Retraction = [new AnnouncementContent("zh-CN", "通知有误。"), new AnnouncementContent("en", "That was wrong.")],
    };

    public static ShownAudience Shown(params string[] speakers) => new(AudienceFingerprint.Of(speakers), speakers, 100);

    /// <summary>Writes a new draft.</summary>
    public static async Task<Announcement> CreateAsync(StoreUnderTest store, byte id, AnnouncementDocument? document = null)
    {
        Announcement draft = Announcement.Create(BatchFactory.AlertIdText(id), "li", document ?? Document(), Now);
        AnnouncementSaved saved = await store.Announcements.SaveAsync(new AnnouncementStep(AnnouncementAct.Created, "li", null, draft), TestContext.Current.CancellationToken);
        return saved.Saved!;
    }

    /// <summary>Decides and writes a command; the test fails when it is refused.</summary>
    public static async Task<Announcement> ApplyAsync(StoreUnderTest store, Announcement announcement, AnnouncementCommand command, DateTimeOffset? now = null, Func<AnnouncementStep, AnnouncementStep>? with = null)
    {
        AnnouncementDecision decision = AnnouncementLifeCycle.Decide(announcement, command, now ?? Now);
        Assert.Empty(decision.Problems);
        AnnouncementSaved saved = await store.Announcements.SaveAsync(with is null ? decision.Step! : with(decision.Step!), TestContext.Current.CancellationToken);
        Assert.NotNull(saved.Saved);
        return saved.Saved;
    }

    /// <summary>A draft that is on its way to speakers, with a command for each box.</summary>
    public static async Task<Announcement> DispatchAsync(StoreUnderTest store, byte id, params string[] speakers)
    {
        Announcement announcement = await CreateAsync(store, id);
        announcement = await ApplyAsync(store, announcement, new AnnouncementCommand.Submit("li", Shown(speakers)));
        if (announcement.State == AnnouncementState.AwaitingApproval)
        {
            announcement = await ApplyAsync(store, announcement, new AnnouncementCommand.Approve("chen"));
        }

        return await ApplyAsync(
            store,
            announcement,
            new AnnouncementCommand.Dispatch(new AudienceDifference([], [])),
            with: step => step with { Commands = [Command(id, ("gw-001", speakers.Length))], Targets = [.. speakers.Select(speaker => Target(id, speaker))] });
    }

    public static OutgoingCommand Command(byte id, params (string Gateway, int Speakers)[] boxes) => new(
        BatchFactory.AlertIdText(id),
        BatchFactory.AlertIdText(id),
        1,
        ["lg/v1/area/440307003/down/announcement", "lg/v1/area/440307014/down/announcement"],
        new byte[] { 1, 2, id },
        Now.AddSeconds(id),
        Now.AddHours(1),
        boxes.ToDictionary(box => box.Gateway, box => box.Speakers));

    public static SpeakerTarget Target(byte id, string speaker) =>
        new(BatchFactory.AlertIdText(id), 1, speaker, "gw-001", AreaCode.TryParse("440307003002", out AreaCode area) ? area : default);

    private static Point At(int latitude, int longitude) => new() { LatitudeE6 = latitude, LongitudeE6 = longitude };
}
