using Longgang.Cloud.Core.Cap;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Cap;

public sealed class CapMapperTests
{
    private static readonly DateTimeOffset Sent = new(2022, 5, 11, 8, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void Map_Rainstorm_SaysWhoHearsWhatWhen()
    {
        CapAnnouncement announcement = Assert.Single(Map("rainstorm-alert").Announcements);

        Assert.Equal(new CapReference("met@lg.example", "LG-2022-0511-001", Sent), announcement.Source);
        Assert.Equal((CapMessageType.Alert, CapHandling.Broadcast, Severity.Orange, 7u), (announcement.Kind, announcement.Handling, announcement.Level, announcement.Priority));
        Assert.Equal((Sent, Sent.AddHours(6)), (announcement.Effective, announcement.Expires));
        Assert.Equal(new CapContent("zh-CN", "暴雨橙色预警。预计未来三小时有强降雨。请避免外出。", null), Assert.Single(announcement.Contents));
        Assert.Equal(new Audience { Include = { new Selector { Area = "440307015" } } }, announcement.Audience);
        Assert.Equal(["龙城街道"], announcement.Places);
    }

    [Fact]
    public void Map_TwoLanguages_AreOneAnnouncement() => Assert.Equal(
        ["zh-CN", "en"], Assert.Single(Map("two-languages").Announcements).Contents.Select(content => content.Language));

    [Fact]
    public void Map_TwoTargets_AreTwoAnnouncements()
    {
        CapMapping mapping = Map("several-targets");

        Assert.Equal([(1, Severity.Orange, "440307015"), (2, Severity.Yellow, "440307013")], mapping.Announcements.Select(one => (one.Part, one.Level, one.Audience!.Include[0].Area)));
    }

    [Theory]
    [InlineData("update", CapMessageType.Update, CapHandling.Broadcast)]
    [InlineData("cancel-all-clear", CapMessageType.Cancel, CapHandling.Broadcast)]
    [InlineData("cancel-without-words", CapMessageType.Cancel, CapHandling.Broadcast)]
    [InlineData("ack", CapMessageType.Ack, CapHandling.Record)]
    [InlineData("error-with-note", CapMessageType.Error, CapHandling.Record)]
    [InlineData("test", CapMessageType.Alert, CapHandling.Record)]
    [InlineData("system", CapMessageType.Alert, CapHandling.Record)]
    [InlineData("draft", CapMessageType.Alert, CapHandling.Draft)]
    [InlineData("exercise", CapMessageType.Alert, CapHandling.Drill)]
    public void Map_KindAndStatus_SayWhatBecomesOfIt(string name, CapMessageType kind, CapHandling handling)
    {
        CapAnnouncement announcement = Assert.Single(Map(name).Announcements);

        Assert.Equal((kind, handling), (announcement.Kind, announcement.Handling));
        Assert.Equal(kind != CapMessageType.Alert, announcement.References.Count > 0);
        Assert.Equal(handling != CapHandling.Record && name != "cancel-without-words", announcement.Contents.Count > 0);
    }

    [Fact]
    public void Map_Drill_InterruptsNothingReal() => Assert.Equal((Severity.Orange, 1u), (Only("exercise").Level, Only("exercise").Priority));

    [Theory]
    [InlineData(CapSeverity.Extreme, CapUrgency.Immediate, CapCertainty.Observed, Severity.Red, 9u)]
    [InlineData(CapSeverity.Extreme, CapUrgency.Expected, CapCertainty.Likely, Severity.Red, 8u)]
    [InlineData(CapSeverity.Extreme, CapUrgency.Immediate, CapCertainty.Possible, Severity.Orange, 7u)]
    [InlineData(CapSeverity.Extreme, CapUrgency.Future, CapCertainty.Possible, Severity.Yellow, 4u)]
    [InlineData(CapSeverity.Severe, CapUrgency.Future, CapCertainty.Likely, Severity.Yellow, 4u)]
    [InlineData(CapSeverity.Moderate, CapUrgency.Unknown, CapCertainty.Unknown, Severity.Yellow, 4u)]
    [InlineData(CapSeverity.Unknown, CapUrgency.Immediate, CapCertainty.Observed, Severity.Yellow, 5u)]
    [InlineData(CapSeverity.Severe, CapUrgency.Past, CapCertainty.Unlikely, Severity.Blue, 2u)]
    [InlineData(CapSeverity.Minor, CapUrgency.Immediate, CapCertainty.Observed, Severity.Blue, 3u)]
    public void Map_Levels_FollowSeverityUrgencyAndCertainty(CapSeverity severity, CapUrgency urgency, CapCertainty certainty, Severity level, uint priority)
    {
        CapAlert alert = Alert("rainstorm-alert");

        CapAnnouncement announcement = Assert.Single(Map(alert with { Infos = [alert.Infos[0] with { Severity = severity, Urgency = urgency, Certainty = certainty }] }).Announcements);

        Assert.Equal((level, priority), (announcement.Level, announcement.Priority));
    }

    [Fact]
    public void Map_DifferingLevelsForTheSamePeople_TakesTheWorstAndSaysSo()
    {
        CapAlert alert = Alert("two-languages");

        CapMapping mapping = Map(alert with { Infos = [alert.Infos[0], alert.Infos[1] with { Severity = CapSeverity.Extreme }] });

        Assert.Equal(Severity.Red, Assert.Single(mapping.Announcements).Level);
        Assert.Contains(mapping.Notes, note => note is { Path: "alert/info[2]", Reason: CapReason.Contradiction });
    }

    [Theory]
    [InlineData("440307", "440307")]
    [InlineData("440307015", "440307015")]
    [InlineData("440307015001", "440307015001")]
    [InlineData("440307015000", "440307015")]
    [InlineData("440307000000", "440307")]
    [InlineData("440300", "440307")]
    [InlineData("440000000000", "440307")]
    public void Map_Codes_ChooseTheAreaThatTheyMean(string code, string area) =>
        Assert.Equal(area, Assert.Single(Assert.Single(Map(WithCode(code), new CapProfile { Districts = ["440307"] }).Announcements).Audience!.Include).Area);

    [Theory]
    [InlineData("44030")]
    [InlineData("Longgang")]
    [InlineData("110000")]
    public void Map_CodesThatMeanNobody_AreProblems(string code)
    {
        CapMapping mapping = Map(WithCode(code), new CapProfile { Districts = ["440307"] });

        Assert.Empty(mapping.Announcements);
        Assert.Equal(("alert/info[1]/area[1]", CapReason.Audience), (Assert.Single(mapping.Problems).Path, mapping.Problems[0].Reason));
    }

    [Fact]
    public void Map_ForeignGeocode_IsNotedWherePolygonsSayItToo_AndAProblemOtherwise()
    {
        CapAlert alert = Alert("polygon-and-circle");
        CapArea area = alert.Infos[0].Areas[0] with { Geocodes = [new CapNamedValue("SAME", "006109")] };

        CapMapping both = Map(alert with { Infos = [alert.Infos[0] with { Areas = [area] }] });
        CapMapping alone = Map(alert with { Infos = [alert.Infos[0] with { Areas = [area with { Polygons = [], Circles = [] }] }] });

        Assert.Contains(both.Notes, note => note.Reason == CapReason.Loss);
        Assert.Single(both.Announcements);
        Assert.Equal(CapReason.Audience, Assert.Single(alone.Problems).Reason);
    }

    [Fact]
    public void Map_PolygonAndCircle_ChooseThoseInside()
    {
        CapAlert alert = Alert("polygon-and-circle");
        CapArea circle = alert.Infos[0].Areas[0] with { Polygons = [] };
        Audience square = Only("polygon-and-circle").Audience!;
        Audience round = Assert.Single(Map(alert with { Infos = [alert.Infos[0] with { Areas = [circle] }] }).Announcements).Audience!;

        Assert.True(Hears(square, 22.71, 114.21));
        Assert.False(Hears(square, 22.80, 114.21));
        Assert.True(Hears(round, 22.7334, 114.25)); // 1,484 m north
        Assert.False(Hears(round, 22.7337, 114.25)); // 1,517 m
    }

    [Theory]
    [InlineData("restricted", "alert/scope", CapReason.Scope)]
    [InlineData("private-addresses", "alert/scope", CapReason.Scope)]
    public void Map_NotForEverybody_IsAProblem(string name, string path, string reason) =>
        Assert.Equal((path, reason), (Assert.Single(Map(name).Problems).Path, Map(name).Problems[0].Reason));

    [Fact]
    public void Map_Over_IsAProblemAndACancellationIsNot()
    {
        DateTimeOffset late = Sent.AddDays(1);

        Assert.Equal(("alert/info[1]/expires", CapReason.Window), (Assert.Single(CapMapper.Map(Alert("rainstorm-alert"), CapProfile.Default, late).Problems) is var p ? (p.Path, p.Reason) : default));
        Assert.Empty(CapMapper.Map(Alert("cancel-all-clear"), CapProfile.Default, late).Problems);
    }

    [Fact]
    public void Map_WithoutExpiry_AssumesTheProfiles()
    {
        CapAlert alert = Alert("rainstorm-alert");

        CapMapping mapping = Map(alert with { Infos = [alert.Infos[0] with { Expires = null }] }, new CapProfile { Validity = TimeSpan.FromHours(2) });

        Assert.Equal(Sent.AddHours(2), Assert.Single(mapping.Announcements).Expires);
        Assert.Contains(mapping.Notes, note => note.Reason == CapReason.Assumed);
    }

    [Fact]
    public void Map_AudioInline_ComesAlongVerified()
    {
        CapAudio audio = Only("audio-inline").Contents[0].Audio!;

        Assert.Equal(("audio/wav", 44, 44L), (audio.MediaType, audio.Content!.Length, audio.Bytes));
        Assert.Null(audio.Uri);
    }

    [Fact]
    public void Map_AudioThatDoesNotFitItsDigest_IsAProblem()
    {
        CapAlert alert = Alert("audio-inline");
        CapResource changed = alert.Infos[0].Resources[0] with { Content = Convert.ToBase64String(new byte[44]) };

        CapProblem problem = Assert.Single(Map(alert with { Infos = [alert.Infos[0] with { Resources = [changed] }] }).Problems);

        Assert.Equal(("alert/info[1]/resource[1]", CapReason.Digest), (problem.Path, problem.Reason));
    }

    [Fact]
    public void Map_AudioByAddress_NamesItAndNotesTheRest()
    {
        CapMapping mapping = Map("audio-by-address");

        CapAudio audio = mapping.Announcements[0].Contents[0].Audio!;
        Assert.Equal((new Uri("https://media.lg.example/warning.mp3"), 20), (audio.Uri, audio.Digest!.Length));
        Assert.Contains(mapping.Notes, note => note is { Path: "alert/info[1]/resource[2]", Reason: CapReason.Loss });
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("warning.mp3")]
    [InlineData("ftp://media.lg.example/warning.mp3")]
    public void Map_AudioThatCannotBeFetched_IsAProblem(string address)
    {
        CapAlert alert = Alert("audio-by-address");
        CapResource changed = alert.Infos[0].Resources[0] with { Uri = address };

        Assert.Equal(CapReason.Content, Assert.Single(Map(alert with { Infos = [alert.Infos[0] with { Resources = [changed] }] }).Problems).Reason);
    }

    [Fact]
    public void Map_Everything_TakesThePriorityAndNotesWhatIsLost()
    {
        CapMapping mapping = Map("everything");

        Assert.Equal(8u, Assert.Single(mapping.Announcements).Priority);
        Assert.Contains(mapping.Notes, note => note is { Path: "alert/code", Reason: CapReason.Loss });
        Assert.Contains(mapping.Notes, note => note is { Path: "alert/info[1]", Reason: CapReason.Loss } && note.Text.Contains("audience, eventCode, web, contact, responseType, parameter", StringComparison.Ordinal));
    }

    [Fact]
    public void Map_BowTie_IsNoted()
    {
        CapAlert alert = Alert("polygon-and-circle");
        CapArea tie = alert.Infos[0].Areas[0] with { Circles = [], Polygons = [[new(22.7m, 114.2m), new(22.8m, 114.3m), new(22.7m, 114.3m), new(22.8m, 114.2m), new(22.7m, 114.2m)]] };

        Assert.Contains(Map(alert with { Infos = [alert.Infos[0] with { Areas = [tie] }] }).Notes, note => note.Reason == CapReason.Crossing);
        Assert.DoesNotContain(Map("polygon-and-circle").Notes, note => note.Reason == CapReason.Crossing);
    }

    [Theory]
    [InlineData("en", "Storm", "Storm. Stay in!", "Stay in", "Storm. Stay in! Stay in.")]
    [InlineData("en", "Storm warning", "Storm warning for all", null, "Storm warning for all.")]
    [InlineData("zh-CN", "  暴雨\n预警 ", null, "请“避险。”", "暴雨 预警。请“避险。”")]
    [InlineData("zh-CN", null, null, null, "暴雨。")]
    public void Map_Words_AreJoinedToBeHeardOnce(string language, string? headline, string? description, string? instruction, string spoken)
    {
        CapAlert alert = Alert("rainstorm-alert");
        CapInfo info = alert.Infos[0] with { Language = language, Headline = headline, Description = description, Instruction = instruction };

        Assert.Equal(spoken, Assert.Single(Map(alert with { Infos = [info] }).Announcements).Contents[0].Text);
    }

    private static bool Hears(Audience audience, double latitude, double longitude)
    {
        Assert.True(AudienceMatcher.TryCreate(audience, out AudienceMatcher? matcher, out _));
        return matcher.Covers(new SpeakerPlace("s", default(AreaCode), [], new Point { LatitudeE6 = (int)Math.Round(latitude * 1e6), LongitudeE6 = (int)Math.Round(longitude * 1e6) }));
    }

    private static CapAlert WithCode(string code)
    {
        CapAlert alert = Alert("rainstorm-alert");
        return alert with { Infos = [alert.Infos[0] with { Areas = [new CapArea("x") { Geocodes = [new CapNamedValue("profile:CN-AREA", code)] }] }] };
    }

    private static CapAlert Alert(string name) => CapReader.Read(CapDocuments.Read(name), [], CapDocuments.Now).Alert!;

    private static CapAnnouncement Only(string name) => Assert.Single(Map(name).Announcements);

    private static CapMapping Map(string name) => Map(Alert(name));

    private static CapMapping Map(CapAlert alert, CapProfile? profile = null) => CapMapper.Map(alert, profile ?? CapProfile.Default, CapDocuments.Now);
}
