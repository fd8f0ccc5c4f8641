using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Announcements;

/// <summary>Documents and speakers for tests.</summary>
internal static class Documents
{
    /// <summary>Monday, 14 March 2022, 10:00 in Longgang.</summary>
    public static readonly DateTimeOffset Now = new(2022, 3, 14, 2, 0, 0, TimeSpan.Zero);

    public static AnnouncementDocument Sound(Severity level = Severity.Yellow, string area = "440307003") => new()
    {
        Title = "Water",
        Contents = [new AnnouncementContent("zh-CN", "今晚十点停水。"), new AnnouncementContent("en", "No water from ten tonight.")],
        Audience = new Audience { Include = { new Selector { Area = area } } },
        Level = level,
        Priority = 5,
        Expires = Now.AddHours(1),
        Retraction = [new AnnouncementContent("zh-CN", "通知有误。"), new AnnouncementContent("en", "That was wrong.")],
    };

    public static AudioAsset Audio(char digit = 'a') => new(new string(digit, 64), 32_044, "audio/wav", TimeSpan.FromSeconds(10));

    public static ShownAudience Shown(params string[] speakers) => new(AudienceFingerprint.Of(speakers), speakers, 100);

    public static Announcement Draft(AnnouncementDocument? document = null) => Announcement.Create(new string('1', 32), "li", document ?? Sound(), Now);

    public static Announcement In(AnnouncementState state, AnnouncementDocument? document = null)
    {
        Announcement draft = Draft(document);
        AnnouncementDocument written = draft.Document;
        PlayWindow? window = AnnouncementSchedule.First(written, Now);
        return state switch
        {
            AnnouncementState.Draft or AnnouncementState.AwaitingApproval or AnnouncementState.Refused or AnnouncementState.Withdrawn => draft with { State = state, Shown = Shown("a") },
            AnnouncementState.Scheduled => draft with { State = state, Shown = Shown("a"), Next = window },
            _ => draft with { State = state, Shown = Shown("a"), Occurrence = 1, Current = window },
        };
    }

    public static SpeakerRecord Speaker(string device, string area = "440307003002", string gateway = "gw-001", Reach reach = Reach.Online, params IReadOnlyList<string> labels) => new()
    {
        Device = device,
        Gateway = gateway,
        Area = AreaCode.TryParse(area, out AreaCode code) ? code : default,
        Reach = reach,
        Labels = labels,
        ReceivedAt = Now,
    };
}
