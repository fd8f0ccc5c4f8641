using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Announcements;

public sealed class AnnouncementValidatorTests
{
    private static readonly DateTimeOffset Now = Documents.Now;

    private static readonly Dictionary<string, AnnouncementDocument> Wrong = new()
    {
        ["title"] = Documents.Sound() with { Title = " " },
        ["contents"] = Documents.Sound() with { Contents = [] },
        ["contents[0].language"] = Documents.Sound() with { Contents = [new AnnouncementContent("fr", "bonjour")] },
        ["contents[1].language"] = Documents.Sound() with { Contents = [new AnnouncementContent("en", "one"), new AnnouncementContent("en", "two")] },
        ["contents[0]"] = Documents.Sound() with { Contents = [new AnnouncementContent("en", "text", Documents.Audio())] },
        ["contents[0].text"] = Documents.Sound() with { Contents = [new AnnouncementContent("en", "bell \u0007")] },
        ["contents[0].audio.sha256"] = With(Documents.Audio() with { Sha256 = "ABC" }),
        ["contents[0].audio.bytes"] = With(Documents.Audio() with { Bytes = 0 }),
        ["contents[0].audio.mediaType"] = With(Documents.Audio() with { MediaType = "audio/mpeg" }),
        ["contents[0].audio.duration"] = With(Documents.Audio() with { Duration = TimeSpan.Zero }),
        ["audience"] = Documents.Sound(area: "4403"),
        ["level"] = Documents.Sound(Severity.Unspecified),
        ["priority"] = Documents.Sound() with { Priority = 10 },
        ["volumePercent"] = Documents.Sound() with { VolumePercent = 0 },
        ["expires"] = Documents.Sound() with { Expires = Now },
        ["notBefore"] = Documents.Sound() with { NotBefore = Now.AddDays(400), Expires = Now.AddDays(401) },
        ["retraction"] = Documents.Sound(Severity.Red) with { Retraction = [new AnnouncementContent("zh-CN", "通知有误。")] },
        ["retraction[0].text"] = Documents.Sound() with { Retraction = [new AnnouncementContent("zh-CN", string.Empty)] },
        ["repeat.cron"] = Repeating(new AnnouncementRepeat("every morning", TimeSpan.FromHours(1))),
        ["repeat.timeZone"] = Repeating(new AnnouncementRepeat("0 8 * * *", TimeSpan.FromHours(1), "Asia/Longgang")),
        ["repeat.validFor"] = Repeating(new AnnouncementRepeat("0 8 * * *", TimeSpan.Zero)),
    };

    public static TheoryData<string> Fields => new(Wrong.Keys);

    [Theory]
    [MemberData(nameof(Fields))]
    public void FindProblems_OneThingWrong_NamesThatField(string field)
    {
        AnnouncementProblem problem = Assert.Single(AnnouncementValidator.FindProblems(Wrong[field], Now));

        Assert.Equal(field, problem.Field);
        Assert.True(problem.What.Length > 10 && problem.Todo.Length > 5);
    }

    [Theory]
    [InlineData(Severity.Red)]
    [InlineData(Severity.Orange)]
    [InlineData(Severity.Yellow)]
    [InlineData(Severity.Blue)]
    public void FindProblems_Sound_None(Severity level) => Assert.Empty(AnnouncementValidator.FindProblems(Documents.Sound(level), Now));

    [Theory]
    [InlineData(Severity.Red, true)]
    [InlineData(Severity.Orange, true)]
    [InlineData(Severity.Yellow, false)]
    [InlineData(Severity.Blue, false)]
    public void FindProblems_NoPreparedRetraction_OnlyGraveOnesNeedOne(Severity level, bool needed) =>
        Assert.Equal(needed ? ["retraction"] : [], AnnouncementValidator.FindProblems(Documents.Sound(level) with { Retraction = [] }, Now).Select(problem => problem.Field));

    [Theory]
    [InlineData("*/4 * * * *")]
    [InlineData("0 8 30 2 *")]
    [InlineData("0 0 8 * * *")]
    public void FindProblems_TooOftenOrNeverOrWithSeconds_NamesTheCron(string cron) =>
        Assert.Equal("repeat.cron", Assert.Single(AnnouncementValidator.FindProblems(Repeating(new AnnouncementRepeat(cron, TimeSpan.FromMinutes(5))), Now)).Field);

    [Fact]
    public void FindProblems_AudienceThatFitsIntoNoCommand_Named()
    {
        AnnouncementDocument document = Documents.Sound();
        document.Audience.Include.AddRange(Enumerable.Range(0, 10_000).Select(i => new Selector { Device = $"speaker-{i:00000}" }));

        Assert.Equal("audience", Assert.Single(AnnouncementValidator.FindProblems(document, Now)).Field);
    }

    private static AnnouncementDocument With(AudioAsset audio) => Documents.Sound() with { Contents = [new AnnouncementContent("en", null, audio)] };

    private static AnnouncementDocument Repeating(AnnouncementRepeat repeat) => Documents.Sound() with { Repeat = repeat, Expires = Now.AddDays(30) };
}
