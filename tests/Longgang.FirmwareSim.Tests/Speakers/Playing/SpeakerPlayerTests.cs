using Longgang.FirmwareSim.Speakers.Audio;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Tests.Speakers.Playing;

public sealed class SpeakerPlayerTests
{
    // Nine characters at 4.5 a second.
    private const string TwoSeconds = "请全体居民留在家中";

    private readonly RecordingStage _stage = new();

    [Fact]
    public void Told_AText_IsAcceptedStartedHeardAndFinished()
    {
        SpeakerPlayer player = Player();
        player.Told(100, Play(1));
        Assert.Equal(["accepted 1", "began 1", "started 1"], _stage.Done());
        player.Tick(2099);
        Assert.Empty(_stage.Done());
        Assert.Equal(2100, player.NextDue);
        player.Tick(2100);
        Assert.Equal(["ended 1 2000 Whole", "finished 1 2000"], _stage.Done());
        Assert.Equal(long.MaxValue, player.NextDue);
    }

    [Fact]
    public void Told_AtATimeScaleOfTen_PlaysTenTimesFasterAndSaysTheRealLength()
    {
        SpeakerPlayer player = Player(new SpeakerOptions { TimeScale = 10 });
        player.Told(0, Play(1));
        Assert.Equal(200, player.NextDue);
        player.Tick(200);
        Assert.Equal("finished 1 2000", _stage.Done()[^1]);
    }

    [Theory]
    [InlineData(1000, 1000, true)]
    [InlineData(1000, 999, false)]
    [InlineData(0, 0, true)]
    public void Tick_AtTheEdgeOfItsTime_BeginsOnlyWithin(long startDelay, long withinMs, bool begins)
    {
        SpeakerPlayer player = Player(new SpeakerOptions { StartDelay = startDelay });
        player.Told(0, Play(1, within: withinMs));
        for (long now = 0; now <= 3000; now++)
        {
            player.Tick(now);
        }

        string[] done = _stage.Done();
        Assert.Equal(begins, done.Contains("began 1"));
        Assert.Equal(begins ? "finished 1 2000" : "failed 1 too-late 0", done[^1]);
    }

    [Fact]
    public void Told_TheSamePlayTwice_SoundsOnce()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1));
        player.Told(500, Play(1));
        player.Tick(2000);
        player.Told(2500, Play(1));
        Assert.Equal(
            ["accepted 1", "began 1", "started 1", "again 1", "ended 1 2000 Whole", "finished 1 2000", "again 1"], _stage.Done());
    }

    [Fact]
    public void Told_TheSamePlayTwiceAndForgetful_SoundsTwice()
    {
        SpeakerPlayer player = Player(fault: SpeakerFault.Forgetful);
        player.Told(0, Play(1));
        player.Tick(2000);
        player.Told(2500, Play(1));
        Assert.Equal(2, _stage.Done().Count(done => done == "began 1"));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(5)]
    public void Told_OfHigherOrEqualPriorityWhilePlaying_BreaksOff(int priority)
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1, priority: 5));
        _stage.Done();
        player.Told(700, Play(2, priority: priority));
        Assert.Equal(["ended 1 700 Preempted", "stopped 1 700", "accepted 2", "began 2", "started 2"], _stage.Done());
    }

    [Fact]
    public void Told_OfLowerPriorityWhilePlaying_IsBusyAndTheFirstGoesOn()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1, priority: 5));
        _stage.Done();
        player.Told(700, Play(2, priority: 4));
        Assert.Equal(["failed 2 busy 0"], _stage.Done());
        player.Tick(2000);
        Assert.Equal(["ended 1 2000 Whole", "finished 1 2000"], _stage.Done());
    }

    [Fact]
    public void Told_ToStop_StopsThatPlayAndNoOther()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1));
        _stage.Done();
        player.Told(300, new SpeakerCommand { Play = 2, Stop = true });
        Assert.Empty(_stage.Done());
        player.Told(400, new SpeakerCommand { Play = 1, Stop = true });
        Assert.Equal(["ended 1 400 Stopped", "stopped 1 400"], _stage.Done());
        player.Told(500, Play(1));
        Assert.Equal(["again 1"], _stage.Done());
    }

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("zh", true)]
    [InlineData("yue", false)]
    [InlineData("en", false)]
    public void Told_ATextInALanguage_SpeaksOnlyItsOwn(string language, bool speaks)
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1) with { Items = [new SpeakerItem(language, TwoSeconds, null, null)] });
        Assert.Equal(speaks ? "started 1" : "failed 1 language 0", _stage.Done()[^1]);
    }

    [Fact]
    public void Told_TextAndAudio_BeginsWhenTheAudioIsHereAndPlaysBoth()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1) with { Items = [Spoken(), Fetched()] });
        Assert.Equal(["accepted 1", "fetch 1 1"], _stage.Done());
        player.Fetched(800, _stage.LastFetching!, 1, new FetchedAudio(null, 1500));
        Assert.Equal(["began 1", "started 1"], _stage.Done());
        player.Tick(800 + 3500);
        Assert.Equal(["ended 1 3500 Whole", "finished 1 3500"], _stage.Done());
    }

    [Theory]
    [InlineData("audio-damaged")]
    [InlineData("audio-unavailable")]
    public void Fetched_AFailure_FailsWithoutASound(string reason)
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1) with { Items = [Fetched()] });
        _stage.Done();
        player.Fetched(100, _stage.LastFetching!, 0, new FetchedAudio(reason, 0));
        Assert.Equal([$"failed 1 {reason} 0"], _stage.Done());
    }

    [Fact]
    public void Fetched_AfterItsTime_IsTooLateAndStaysSilent()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1, within: 1000) with { Items = [Fetched()] });
        _stage.Done();
        Assert.Equal(1001, player.NextDue);
        player.Tick(1001);
        Assert.Equal(["failed 1 too-late 0"], _stage.Done());
        player.Fetched(1100, _stage.LastFetching!, 0, new FetchedAudio(null, 1500));
        Assert.Empty(_stage.Done());
    }

    // The loop may be late: audio that comes before its tick must not slip through.
    [Fact]
    public void Fetched_AfterItsTimeBeforeTheTick_IsTooLateAllTheSame()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1, within: 1000) with { Items = [Fetched()] });
        _stage.Done();
        player.Fetched(1100, _stage.LastFetching!, 0, new FetchedAudio(null, 1500));
        Assert.Equal(["failed 1 too-late 0"], _stage.Done());
    }

    [Fact]
    public void Told_AnotherWhileFetching_BreaksOffAndForgetsTheAudio()
    {
        SpeakerPlayer player = Player();
        player.Told(0, Play(1) with { Items = [Fetched()] });
        CurrentPlay first = _stage.LastFetching!;
        _stage.Done();
        player.Told(100, Play(2));
        Assert.Equal(["stopped 1 0", "accepted 2", "began 2", "started 2"], _stage.Done());
        player.Fetched(200, first, 0, new FetchedAudio(null, 1500));
        Assert.Empty(_stage.Done());
    }

    [Fact]
    public void Tick_OfOneThatDies_EndsInTheMiddleAndSaysSoAfterwards()
    {
        SpeakerPlayer player = Player(fault: SpeakerFault.Dies);
        player.Told(0, Play(1));
        _stage.Done();
        player.Tick(1000);
        Assert.Equal(["ended 1 1000 Died", "die"], _stage.Done());
        player.PowerBack(forgetting: false);
        Assert.Equal(["failed 1 fault 1000"], _stage.Done());
        player.Told(9000, Play(1));
        Assert.Equal(["again 1"], _stage.Done());
    }

    [Fact]
    public void PowerBack_Forgetting_KnowsNothing()
    {
        SpeakerPlayer player = Player(fault: SpeakerFault.DiesForgetting);
        player.Told(0, Play(1));
        player.Tick(1000);
        _stage.Done();
        player.PowerBack(forgetting: true);
        Assert.Empty(_stage.Done());
        player.Told(9000, Play(1));
        Assert.Equal(["accepted 1", "began 1", "started 1"], _stage.Done());
    }

    [Theory]
    [InlineData(SpeakerFault.Deaf, "")]
    [InlineData(SpeakerFault.Busy, "failed 1 busy 0")]
    [InlineData(SpeakerFault.WrongClock, "accepted 1, began 1, started 1")]
    public void Told_WithAFault_DoesWhatTheFaultIs(SpeakerFault fault, string expected)
    {
        SpeakerPlayer player = Player(fault: fault);
        player.Told(0, Play(1));
        Assert.Equal(expected, string.Join(", ", _stage.Done()));
    }

    [Fact]
    public void Tick_OfATardyOne_BeginsAfterItsTime()
    {
        SpeakerPlayer player = Player(fault: SpeakerFault.Tardy);
        player.Told(0, Play(1, within: 1000));
        player.Tick(2499);
        Assert.Equal(["accepted 1"], _stage.Done());
        player.Tick(2500);
        Assert.Equal(["began 1", "started 1"], _stage.Done());
    }

    [Fact]
    public void Told_AFlawedCommand_IsAFault()
    {
        SpeakerPlayer player = Player();
        player.Told(0, new SpeakerCommand { Play = 1, Flaw = "v" });
        Assert.Equal(["failed 1 fault 0"], _stage.Done());
    }

    private static SpeakerItem Spoken() => new("zh-CN", TwoSeconds, null, null);

    private static SpeakerItem Fetched() => new("en", null, "http://box/audio/a.wav", new string('a', 64));

    private static SpeakerCommand Play(int play, int priority = 5, long within = 30_000) =>
        new() { Play = (UInt128)play, Items = [Spoken()], Priority = priority, WithinMs = within };

    private SpeakerPlayer Player(SpeakerOptions? options = null, SpeakerFault fault = SpeakerFault.None) =>
        new(options ?? new SpeakerOptions(), _stage) { Fault = fault };
}
