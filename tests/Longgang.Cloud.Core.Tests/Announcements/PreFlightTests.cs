using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Announcements;

public sealed class PreFlightTests
{
    private static readonly DateTimeOffset Now = Documents.Now;
    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> NoAudio = new Dictionary<string, IReadOnlySet<string>>();

    [Fact]
    public void Check_Audience_CountsByStreetAndCommunityAndReach()
    {
        SpeakerRecord[] speakers =
        [
            Documents.Speaker("d", "440307003001", reach: Reach.Offline),
            Documents.Speaker("a"),
            Documents.Speaker("b", gateway: "gw-002", reach: Reach.Unknown),
            Documents.Speaker("c", "440307003"),
            Documents.Speaker("x", "440307014001"),
            Documents.Speaker("gone") with { Removed = true },
        ];

        PreFlightReport report = Check(Documents.Sound(), speakers);

        Assert.Equal(["a", "b", "c", "d"], report.Audience.Speakers);
        Assert.Equal((5, AudienceFingerprint.Of(["d", "c", "b", "a"])), (report.Audience.Known, report.Audience.Fingerprint));
        Assert.Equal(
            [("440307003", 4, 1, 1), ("440307003001", 1, 1, 0), ("440307003002", 2, 0, 1)],
            report.Areas.Select(area => (area.Area.Code, area.Speakers, area.Offline, area.Unknown)));
        Assert.Equal(["d"], report.Offline);
        Assert.Equal(["b"], report.Unknown);
        Assert.Equal([("gw-001", 3), ("gw-002", 1)], report.Boxes.Select(box => (box.Gateway, box.Speakers)));
        Assert.Empty(report.Problems);
        Assert.Empty(report.ApprovalReasons);
        Assert.Equal([Now], report.Begins);
    }

    [Fact]
    public void Check_Audio_SaysWhichBoxesLackIt()
    {
        AnnouncementDocument document = Documents.Sound() with
        {
            Contents = [new AnnouncementContent("en", null, Documents.Audio('a'))],
            Retraction = [new AnnouncementContent("en", null, Documents.Audio('b'))],
        };
        var audio = new Dictionary<string, IReadOnlySet<string>> { ["gw-001"] = new HashSet<string> { new('a', 64), new('b', 64) }, ["gw-002"] = new HashSet<string> { new('b', 64) } };

        PreFlightReport report = PreFlight.Check(
            document, [Documents.Speaker("a"), Documents.Speaker("b", gateway: "gw-002"), Documents.Speaker("c", gateway: "gw-003")], audio, QuietHours.None, [], Now);

        Assert.Equal([0, 1, 2], report.Boxes.Select(box => box.MissingAudio.Count));
        Assert.Equal(1, report.BoxesReady);
        Assert.Equal(TimeSpan.FromSeconds(10.5), report.Duration);
    }

    [Theory]
    [InlineData(Severity.Yellow, "23:30", true, false)]
    [InlineData(Severity.Yellow, "06:59", true, false)]
    [InlineData(Severity.Yellow, "07:00", false, false)]
    [InlineData(Severity.Orange, "23:30", true, true)]
    public void Check_QuietHours_WhoIsSilentWhenItBegins(Severity level, string time, bool silent, bool overridden)
    {
        Assert.True(AnnouncementSchedule.TryFindZone(AnnouncementSchedule.DistrictZone, out TimeZoneInfo? zone));
        Assert.True(AreaCode.TryParse("440307003", out AreaCode street));
        var quiet = new QuietHours([new QuietHoursRule(street, null, new TimeOnly(22, 0), new TimeOnly(7, 0)), new QuietHoursRule(null, "school", new TimeOnly(0, 0), new TimeOnly(23, 59))], zone);
        DateTimeOffset begin = new DateTimeOffset(2022, 3, 15, 0, 0, 0, TimeSpan.FromHours(8)) + TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToTimeSpan();
        SpeakerRecord[] speakers = [Documents.Speaker("a"), Documents.Speaker("b", "440307014001"), Documents.Speaker("c", "440307014001", labels: ["school"])];

        PreFlightReport report = PreFlight.Check(
            Documents.Sound(level, "440307") with { NotBefore = begin, Expires = begin.AddHours(1) }, speakers, NoAudio, quiet, [], Now);

        Assert.Equal(silent ? ["a", "c"] : ["c"], report.Quiet);
        Assert.Equal(overridden, report.QuietOverridden);
        Assert.Equal(silent ? 1 : 0, report.Areas.Single(area => area.Area == street).Quiet);
    }

    [Fact]
    public void Check_OthersOnTheSameSpeakers_WhoWinsAndWhereTheyMeet()
    {
        PlannedPlay Other(string id, int priority, string area, params TimeSpan[] begins) => PlannedPlay.Of(
            Documents.In(AnnouncementState.Scheduled, Documents.Sound(area: area) with { Priority = priority }) with { Id = id }, Now.AddDays(7))!
            with
        { Begins = [.. begins.Select(begin => Now + begin)], Duration = TimeSpan.FromSeconds(30) };
        SpeakerRecord[] speakers = [Documents.Speaker("a"), Documents.Speaker("b"), Documents.Speaker("c", "440307003001"), Documents.Speaker("d", "440307014001")];
        TimeSpan duration = ExpectedDuration.Of(Documents.Sound().Contents, drill: false);

        PreFlightReport report = PreFlight.Check(
            Documents.Sound(),
            speakers,
            NoAudio,
            QuietHours.None,
            [
                Other("lower", 4, "440307003002", TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(1)),
                Other("same", 5, "440307", TimeSpan.FromSeconds(-29)),
                Other("higher", 6, "440307003001", duration - TimeSpan.FromTicks(1)),
                Other("elsewhere", 9, "440307014", TimeSpan.Zero),
                Other("before", 9, "440307003", TimeSpan.FromSeconds(-30)),
                Other("after", 9, "440307003", duration),
            ],
            Now);

        Assert.Equal([("same", 3, false), ("lower", 2, true), ("higher", 1, false)], report.Conflicts.Select(conflict => (conflict.Announcement, conflict.Speakers, conflict.OursWins)));
        Assert.Equal([Now, Now.AddSeconds(1), Now + duration - TimeSpan.FromTicks(1)], report.Conflicts.Select(conflict => conflict.At));
    }

    [Fact]
    public void PlannedPlay_OfEveryState_OnlyWhatIsStillToBePlayed()
    {
        AnnouncementDocument daily = Documents.Sound() with { Repeat = new AnnouncementRepeat("0 8 * * *", TimeSpan.FromHours(2)), Expires = Now.AddDays(30) };

        Assert.Equal([1, 1, 1], new[] { AnnouncementState.Scheduled, AnnouncementState.Dispatching, AnnouncementState.Live }.Select(state => PlannedPlay.Of(Documents.In(state), Now.AddDays(7))!.Begins.Count));
        Assert.All(
            new[] { AnnouncementState.Draft, AnnouncementState.AwaitingApproval, AnnouncementState.Done, AnnouncementState.Retracted, AnnouncementState.Refused, AnnouncementState.Withdrawn },
            state => Assert.Null(PlannedPlay.Of(Documents.In(state), Now.AddDays(7))));
        Assert.Equal(7, PlannedPlay.Of(Documents.In(AnnouncementState.Scheduled, daily), Now.AddDays(7))!.Begins.Count);
        Assert.Equal(7, PlannedPlay.Of(Documents.In(AnnouncementState.Live, daily), Now.AddDays(7))!.Begins.Count);
    }

    [Fact]
    public void Difference_AddedAndGone_AreNamed()
    {
        AudienceDifference difference = AudienceDifference.Between(["a", "b", "c"], ["c", "d", "b"]);

        Assert.Equal(["d"], difference.Added);
        Assert.Equal(["a"], difference.Gone);
        Assert.Equal("added since it was shown: d; gone since it was shown: a", difference.ToString());
        Assert.True(AudienceDifference.Between(["a", "b"], ["b", "a"]).IsEmpty);
        Assert.NotEqual(AudienceFingerprint.Of(["a", "b"]), AudienceFingerprint.Of(["ab"]));
        Assert.EndsWith(" and 80 more", AudienceDifference.Between([], [.. Enumerable.Range(0, 100).Select(i => $"s{i:00}")]).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Timings are told, not asserted: they are the machine's.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    public void Check_WholeDistrict_CountsEverybodyAndTellsHowLongItTook(int polygons)
    {
        SpeakerRecord[] speakers = [.. Enumerable.Range(0, 2_300).Select(i => Documents.Speaker($"speaker-{i:0000}", $"4403070{3 + (i % 11):00}{1 + (i % 119):000}", $"gw-{i % 120:000}", (Reach)(1 + (i % 3)), "school", "outdoor")
            with { Position = new Point { LatitudeE6 = 22_600_000 + (i * 70), LongitudeE6 = 114_050_000 + (i * 100) } })];
        var polygon = new Polygon();
        polygon.Points.AddRange(Enumerable.Range(0, 500).Select(i => new Point { LatitudeE6 = 22_680_000 + (int)(120_000 * Math.Sin(i * Math.Tau / 500)), LongitudeE6 = 114_160_000 + (int)(160_000 * Math.Cos(i * Math.Tau / 500)) }));
        AnnouncementDocument document = Documents.Sound() with { Audience = new Audience { Include = { new Selector { Polygon = polygon }, new Selector { Area = "440307" } } } };
        Assert.True(AudienceMatcher.TryCreate(document.Audience, out AudienceMatcher? matcher, out _));
        Assert.True(AudienceMatcher.TryCreate(new Audience { Include = { new Selector { Area = "440307", Label = "school" } } }, out AudienceMatcher? labelled, out _));
        PlannedPlay[] planned = [.. Enumerable.Range(0, 50).Select(i => new PlannedPlay($"{i}", "other", i % 10, i < polygons ? matcher : labelled, [Now], TimeSpan.FromMinutes(1)))];
        var times = new List<double>();
        PreFlightReport? report = null;
        for (int round = 0; round < 20; round++)
        {
            long start = TimeProvider.System.GetTimestamp();
            report = PreFlight.Check(document, speakers, NoAudio, QuietHours.None, planned, Now);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{polygons} of 50 others in a polygon of 500 points: first {times[0]:0.0} ms, median {times.Order().ElementAt(10):0.0} ms, worst after the first {times.Skip(1).Max():0.0} ms");
        Assert.Equal((2_300, 50), (report!.Audience.Speakers.Count, report.Conflicts.Count));
    }

    private static PreFlightReport Check(AnnouncementDocument document, SpeakerRecord[] speakers) => PreFlight.Check(document, speakers, NoAudio, QuietHours.None, [], Now);
}
