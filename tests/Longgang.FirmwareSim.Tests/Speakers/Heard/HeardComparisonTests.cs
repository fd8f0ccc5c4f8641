using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Tests.Speakers.Heard;

public sealed class HeardComparisonTests
{
    private const string Speaker = "speaker-0001";
    private const long Second = 1_000_000_000;

    private static readonly HeardPart[] _words = [new("zh-CN", "请留在家中", null)];

    private readonly HeardTable _table = new();

    [Fact]
    public void Compare_HeardAndReported_FindsNothingWrong()
    {
        Told("01", at: 0);
        Sounded("01", from: 1, to: 3, "whole");
        HeardVerdict verdict = Compare(new ReportedEnd("finished"));
        Assert.Equal(new HeardVerdict(1, 1, 0, 0, 0, 0, 0, 0, 0, verdict.Examples), verdict);
        Assert.Empty(verdict.Examples);
    }

    [Fact]
    public void Compare_TwoAttemptsHeardWhole_IsDoubled()
    {
        Told("01", at: 0);
        Sounded("01", from: 1, to: 3, "whole");
        Told("02", at: 5);
        Sounded("02", from: 6, to: 8, "whole");
        HeardVerdict verdict = Compare(new ReportedEnd("finished"));
        Assert.Equal((1, 1), (verdict.Doubled, verdict.BegunAgain));
        Assert.Equal("doubled: speaker-0001, finished", Assert.Single(verdict.Examples));
    }

    // Decision 12: what was broken off begins anew, and that is no double play.
    [Fact]
    public void Compare_BrokenOffAndBegunAnew_IsNotDoubled()
    {
        Told("01", at: 0);
        Sounded("01", from: 1, to: 2, "preempted");
        Told("02", at: 5);
        Sounded("02", from: 6, to: 8, "whole");
        HeardVerdict verdict = Compare(new ReportedEnd("finished"));
        Assert.Equal((0, 1), (verdict.Doubled, verdict.BegunAgain));
    }

    [Fact]
    public void Compare_OneAttemptThatSoundedTwice_IsDoubled()
    {
        Told("01", at: 0);
        Sounded("01", from: 1, to: 2, "preempted");
        Sounded("01", from: 6, to: 8, "whole");
        Assert.Equal(1, Compare(new ReportedEnd("finished")).Doubled);
    }

    [Fact]
    public void Compare_BegunAfterWithin_IsLate()
    {
        Told("01", at: 0, withinMs: 5_000);
        Sounded("01", from: 6, to: 8, "whole");
        Assert.Equal(1, Compare(new ReportedEnd("finished")).Late);
    }

    [Fact]
    public void Compare_BegunAfterTheExpiry_IsLate()
    {
        Told("01", at: 0);
        Sounded("01", from: 6, to: 8, "whole");
        Assert.Equal(0, Compare(new ReportedEnd("finished"), expires: 6_000).Late);
        Assert.Equal(1, Compare(new ReportedEnd("finished"), expires: 5_999).Late);
    }

    [Theory]
    [InlineData("finished", null, 1)]
    [InlineData("started", null, 1)]
    [InlineData("failed", "no-answer", 0)]
    [InlineData("expired", null, 0)]
    public void Compare_NotHeard_IsWrongWhereItIsReportedAsPlayed(string state, string? reason, int wrong)
    {
        Told("01", at: 0);
        Assert.Equal(wrong, Compare(new ReportedEnd(state, reason)).ReportedUnheard);
    }

    // Decision 12: a deaf speaker on RTP cannot be told from one that plays.
    [Fact]
    public void Compare_NotHeardAndFinishedByTheBoxesWord_IsDoubtful()
    {
        HeardVerdict verdict = Compare(new ReportedEnd("finished", ByBox: true));
        Assert.Equal((0, 1), (verdict.ReportedUnheard, verdict.Doubtful));
    }

    [Theory]
    [InlineData("finished", null, 0)]
    [InlineData("preempted", null, 0)]
    [InlineData("expired", null, 1)]
    [InlineData("unreachable", null, 1)]
    [InlineData("unreachable", "box-silent", 0)]
    [InlineData("cancelled", "retracted", 1)]
    [InlineData("failed", "too-late", 1)]
    [InlineData("failed", "interrupted", 0)]
    [InlineData("failed", "no-answer", 0)]
    public void Compare_Heard_IsWrongWhereTheReportSaysSilence(string state, string? reason, int wrong)
    {
        Told("01", at: 0);
        Sounded("01", from: 1, to: 3, "whole");
        Assert.Equal(wrong, Compare(new ReportedEnd(state, reason)).HeardUnreported);
    }

    [Fact]
    public void Compare_HeardWithoutAnyReport_IsUnreported()
    {
        Told("01", at: 0);
        Sounded("01", from: 1, to: 3, "whole");
        Assert.Equal(1, HeardComparison.Compare(_table, Question(), new Dictionary<string, ReportedEnd>(), Second).HeardUnreported);
    }

    [Fact]
    public void Compare_OfAnotherContent_IsNotAsked()
    {
        Told("01", at: 0, parts: [new HeardPart("en", "something else", null)]);
        Sounded("01", from: 1, to: 3, "whole");
        Assert.Equal(0, HeardComparison.Compare(_table, Question(), new Dictionary<string, ReportedEnd>(), Second).Heard);
    }

    [Theory]
    [InlineData("accepted", 1)]
    [InlineData("started", 1)]
    [InlineData("finished", 0)]
    public void Compare_OfAStateThatIsNotFinal_IsUnsettled(string state, int unsettled) =>
        Assert.Equal(unsettled, Compare(new ReportedEnd(state)).Unsettled);

    [Fact]
    public void Compare_AStreamInItsTime_BelongsToIt()
    {
        var report = new RtpStreamReport { Fingerprint = "0" };
        foreach (int at in (int[])[1, 100, 300])
        {
            string play = $"rtp-{at}";
            _table.Apply(new HeardEvent { What = HeardWhat.Began, Speaker = Speaker, Play = play, At = at * Second, UnixMs = at * 1000 });
            _table.Apply(new HeardEvent { What = HeardWhat.Ended, Speaker = Speaker, Play = play, At = (at + 2) * Second, How = "silence", HeardMs = 2000, Rtp = report });
        }

        HeardVerdict verdict = HeardComparison.Compare(
            _table, Question() with { FromUnixMs = 50_000, UntilUnixMs = 200_000 }, new Dictionary<string, ReportedEnd> { [Speaker] = new("finished", ByBox: true) }, Second);
        Assert.Equal((1, 1, 0, 0), (verdict.Heard, verdict.HeardWhole, verdict.Doubled, verdict.ReportedUnheard));
    }

    private static HeardQuestion Question(long expires = long.MaxValue) =>
        new(new HashSet<string> { HeardContent.KeyOf(_words) }, 0, expires);

    private HeardVerdict Compare(ReportedEnd report, long expires = long.MaxValue) =>
        HeardComparison.Compare(_table, Question(expires), new Dictionary<string, ReportedEnd> { [Speaker] = report }, Second);

    private void Told(string play, int at, HeardPart[]? parts = null, long withinMs = 30_000) => _table.Apply(new HeardEvent
    {
        What = HeardWhat.Told,
        Speaker = Speaker,
        Play = play,
        At = at * Second,
        UnixMs = at * 1000,
        Content = HeardContent.KeyOf(parts ?? _words),
        WithinMs = withinMs,
    });

    private void Sounded(string play, int from, int to, string how)
    {
        _table.Apply(new HeardEvent { What = HeardWhat.Began, Speaker = Speaker, Play = play, At = from * Second, UnixMs = from * 1000 });
        _table.Apply(new HeardEvent { What = HeardWhat.Ended, Speaker = Speaker, Play = play, At = to * Second, How = how, HeardMs = (to - from) * 1000 });
    }
}
