using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using static Longgang.Edge.Core.Tests.Announcements.Player.Orders;

namespace Longgang.Edge.Core.Tests.Announcements.Player;

/// <summary>Each rule by itself.</summary>
public sealed class AnnouncementPlayerTests
{
    private static Bench Online(AnnouncementOptions? options = null) => new Bench(options).Reach(Reach.Online);

    [Fact]
    public void Play_SpeakerAnswers_WalksToFinished()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Accepted).Say(SpeakerState.Started).Say(SpeakerState.Started).Say(SpeakerState.Finished, "", 1200);

        Assert.Equal([ReceiptState.Accepted, ReceiptState.Started, ReceiptState.Finished], bench.Receipts.Select(receipt => receipt.State));
        Assert.Equal([1u, 2u, 3u], bench.Receipts.Select(receipt => receipt.Step));
        Assert.Equal((true, 1200u, Evidence.Speaker), (bench.Receipts[2].Last, bench.Receipts[2].PlayedMs, bench.Receipts[2].Evidence));
    }

    [Fact]
    public void Command_DeliveredAgain_IsAnsweredAgainAndDoneOnce()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Take(Command(1, Play(1)));

        Assert.Equal(2, bench.Answers.Count);
        Assert.Equal(bench.Answers[0], bench.Answers[1]);
        Assert.Equal((CommandStatus.Taken, 1u), (bench.Answers[0].Status, bench.Answers[0].Speakers));
        Assert.Single(bench.Told);
    }

    [Theory]
    [InlineData("busy", null, 2, "Failed busy")]
    [InlineData("too-late", 0u, 2, "Failed too-late")]
    [InlineData("fault", 0u, 2, "Failed fault")]
    [InlineData("fault", null, 1, "Failed fault last")]
    [InlineData("busy", 700u, 1, "Failed busy last")]
    [InlineData("melted", null, 1, "Failed fault: melted last")]
    public void Failure_BySayingWhetherSomethingWasHeard_IsTriedAgainOrFinal(string reason, uint? playedMs, int orders, string says)
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Failed, reason, playedMs);

        Assert.Equal(says, bench.Last);
        Assert.Equal(orders, bench.Wait(4).Told.Count);
    }

    [Fact]
    public void Failure_Again_WaitsLongerEachTimeAndIsFinalAtExpiry()
    {
        Bench bench = Online().Take(Command(1, Play(1), expires: 20));
        for (int i = 0; i < 30; i++)
        {
            bench.Say(SpeakerState.Failed, "busy").Wait(1);
        }

        Assert.Equal(4, bench.Told.Count); // at 0, 2, 6 and 14
        Assert.Equal("Failed busy last", bench.Last);
    }

    [Fact]
    public void Silence_UntilItShouldHaveEnded_IsNoAnswerAndNotTriedAgain()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Wait(39);
        Assert.Equal("Accepted", bench.Last);

        Assert.Equal("Failed no-answer last", bench.Wait(10).Last);
        Assert.Single(bench.Wait(300).Told);
        Assert.Equal("Finished last", bench.Say(SpeakerState.Finished).Last); // its own word counts, late as it is
    }

    [Fact]
    public void Preemption_HigherPriority_BreaksOffAndBeginsAnew()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Started).Take(Command(2, Play(2, priority: 9)));
        Assert.Equal(bench.Told[0].Order.Attempts["a"], Assert.Single(bench.Stopped).Attempt);
        Assert.Equal((9u, 100u), (bench.Told[1].Order.Priority, bench.Told[1].Order.VolumePercent));

        bench.Say(SpeakerState.Stopped, "", 800, order: 0);
        Assert.Equal("Preempted", bench.Last);
        bench.Say(SpeakerState.Started).Say(SpeakerState.Finished).Say(SpeakerState.Started);

        Assert.Equal(3, bench.Told.Count);
        Assert.Equal(("Started", 2u), (bench.Last, bench.Receipts[^1].Attempt));
    }

    [Fact]
    public void Preemption_SpeakerDoesNotSayThatItStopped_IsNotBegunAnew()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Started).Take(Command(2, Play(2, priority: 9))).Say(SpeakerState.Finished).Wait(30);

        Assert.Equal(2, bench.Told.Count);
        Assert.Equal("Failed no-answer last", bench.Last);
    }

    [Fact]
    public void Preemption_NoTimeLeft_StaysPreempted()
    {
        Bench bench = Online().Take(Command(1, Play(1), expires: 5)).Say(SpeakerState.Started).Take(Command(2, Play(2, priority: 4)))
            .Say(SpeakerState.Stopped, order: 0).Say(SpeakerState.Started).Wait(10);

        Assert.Equal((Id(1), "Preempted last"), (bench.Receipts[^1].Announcement, bench.Last));
    }

    [Fact]
    public void Queue_SamePriority_WaitsInOrderOfIssue()
    {
        Bench bench = Online().Take(Command(1, Play(1), issued: 1)).Take(Command(2, Play(2), issued: 3)).Take(Command(3, Play(3), issued: 2));
        Assert.Single(bench.Told);

        bench.Say(SpeakerState.Finished).Say(SpeakerState.Finished);

        Assert.Equal(["1/1", "3/1", "2/1"], bench.Told.Select(told => told.Order.Parts[0].Text));
    }

    [Theory]
    [InlineData(0.0, 11)]
    [InlineData(3.0, 14)]
    public void NotBefore_WidthOfTheClock_WaitsForTheEarliestTime(double width, int at)
    {
        Bench bench = Online();
        bench.Width = width;
        bench.Take(Command(1, Play(1, notBefore: 10))).Wait(at - 2);
        Assert.Empty(bench.Told);
        Assert.Single(bench.Wait(3).Told);
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(6.0, 0)]
    public void Expiry_WidthOfTheClock_CountsTheLatestTime(double width, int orders)
    {
        Bench bench = new() { Width = width };
        bench.Take(Command(1, Play(1), expires: 10)).Wait(5).Reach(Reach.Online);

        Assert.Equal(orders, bench.Told.Count);
        Assert.Equal(orders == 0 ? "Unreachable not-connected last" : "Accepted not-connected", bench.Last);
        Assert.All(bench.Told, told => Assert.InRange(told.Order.Within.TotalSeconds, 0.1, 5));
    }

    [Fact]
    public void Clock_Unknown_BeginsNothingUntilItIsLearned()
    {
        Bench bench = Online();
        bench.Width = null;
        bench.Take(Command(1, Play(1), expires: 10)).Take(Command(2, Play(2), expires: 600)).Wait(60);
        Assert.Equal(("Accepted clock-unknown", 0), (bench.Last, bench.Told.Count));

        bench.Width = 0.1;
        bench.Player.ClockLearned();
        bench.Pump();

        Assert.Contains(bench.Receipts, receipt => receipt is { State: ReceiptState.Expired, Reason: "clock-unknown", Last: true });
        Assert.Equal("2/1", Assert.Single(bench.Told).Order.Parts[0].Text);
    }

    [Theory]
    [InlineData(false, 7200, 0, "Expired quiet-hours last")]
    [InlineData(true, 7200, 1, "Accepted")]
    [InlineData(false, 14400, 1, "Accepted quiet-hours")]
    public void QuietHours_WithoutLeave_WaitForTheirEndOrExpire(bool ignore, double expires, int orders, string says)
    {
        // Noon in China: two hours and a half are quiet.
        Bench bench = Online(new AnnouncementOptions { Quiet = new QuietHours(new TimeOnly(12, 0), new TimeOnly(14, 30)), BeginWithin = TimeSpan.FromMinutes(10), NoAnswerMargin = TimeSpan.FromMinutes(10) });
        bench.Take(Command(1, Play(1, ignoreQuiet: ignore), issued: -1, expires: expires));
        bench.Wait(ignore ? 1 : 9100);

        Assert.Equal((orders, says), (bench.Told.Count, bench.Last));
    }

    [Fact]
    public void Retraction_WhilePlaying_StopsCancelsAndPlaysTheCorrection()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Started).Take(Retract(2, 1, Play(5, priority: 2)));
        Assert.Single(bench.Stopped);
        Assert.Equal((9u, "5/1"), (bench.Told[1].Order.Priority, bench.Told[1].Order.Parts[0].Text));

        bench.Say(SpeakerState.Stopped, "", 300, order: 0);

        Assert.Equal(("Cancelled retracted last", 300u), (bench.Last, bench.Receipts[^1].PlayedMs));
    }

    [Fact]
    public void Retraction_PlayComesLaterAfterARestart_IsCancelled()
    {
        Bench bench = Online().Take(Retract(2, 1)).Restart().Reach(Reach.Online).Take(Command(1, Play(1)));

        Assert.Empty(bench.Told);
        Assert.Equal("Cancelled retracted last", bench.Last);
    }

    [Fact]
    public void Command_ComesTooLate_IsExpiredForEverySpeaker()
    {
        var bench = new Bench(null, Speaker("a"), Speaker("b"));
        bench.Wait(20).Take(Command(1, Play(1), expires: 10));

        Assert.Equal((CommandStatus.Expired, 2u), (bench.Answers[0].Status, bench.Answers[0].Speakers));
        Assert.Equal(2, bench.Receipts.Count(receipt => receipt is { State: ReceiptState.Expired, Reason: "too-late", Last: true }));
    }

    [Fact]
    public void Restart_SpeakerWasTold_IsNotToldAgainAndEndsInterrupted()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Started).Restart().Reach(Reach.Online).Wait(60);

        Assert.Single(bench.Told);
        Assert.Equal("Failed interrupted last", bench.Last);
    }

    [Fact]
    public void Restart_SpeakerStillAnswers_ItsWordCounts()
    {
        Bench bench = Online().Take(Command(1, Play(1))).Say(SpeakerState.Started).Restart().Say(SpeakerState.Finished);

        Assert.Equal(("Finished last", 3u), (bench.Last, bench.Receipts[^1].Step));
    }

    [Fact]
    public void Retry_ByAnotherCommand_GoesToThoseOnlyWhoHaveHeardNothing()
    {
        var bench = new Bench(null, Speaker("a"), Speaker("b"));
        bench.Reach(Reach.Online).Take(Command(1, Play(1), expires: 20)).Say(SpeakerState.Finished).Wait(30).Reach(Reach.Online, "b").Take(Command(2, Play(1)));

        Assert.Equal(["a", "b"], bench.Told.SelectMany(told => told.Order.Attempts.Keys));
        Assert.Contains(bench.Receipts, receipt => receipt is { State: ReceiptState.Finished, Step: 3, Last: true } && receipt.Command == Id(2));
    }

    [Fact]
    public void SharedGroup_OneAddress_IsToldOnceForAll()
    {
        var bench = new Bench(null, Speaker("a", "239.1.1.1", "rtp"), Speaker("b", "239.1.1.1", "rtp"));
        bench.Reach(Reach.Unknown).Reach(Reach.Unknown, "b").Take(Command(1, Play(1)));

        Assert.Equal(2, Assert.Single(bench.Told).Order.Attempts.Count);
    }

    [Fact]
    public void Audio_SpeakerDoesNotSpeak_IsMadeFirstAndAskedForAgain()
    {
        Play play = Play(1);
        play.Contents[0].Language = "en";
        Bench bench = Online().Take(Command(1, play));
        Assert.Empty(bench.Told);
        string key = Assert.Single(bench.Renders).Key;
        bench.Player.AudioFailed(key, "speech-failed", bench.Now);
        Assert.Equal("Failed speech-failed", bench.Pump().Last);
        Assert.Equal(2, bench.Wait(3).Renders.Count);

        bench.Player.AudioReady(key, new AudioClip("/a.wav", "", TimeSpan.FromSeconds(2)));

        Assert.NotNull(Assert.Single(bench.Pump().Told).Order.Parts[0].Clip);
    }

    [Fact]
    public void Drill_Text_SaysBeforeAndAfterThatItIsOne()
    {
        Play play = Play(1);
        play.Drill = true;
        Bench bench = Online().Take(Command(1, play));

        string words = bench.Told[0].Order.Parts[0].Text!;
        Assert.StartsWith("演习，演习，这是演习。", words, StringComparison.Ordinal);
        Assert.EndsWith("以上是演习内容。", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_TooMany_AreRefusedWithAReason()
    {
        Bench bench = Online(new AnnouncementOptions { MaxLive = 2, MaxRemembered = 3 });
        for (int i = 1; i <= 3; i++)
        {
            bench.Take(Command(i, Play(i)));
        }

        Assert.Equal(CommandStatus.Refused, bench.Answers[^1].Status);
        Assert.StartsWith("too-many", bench.Answers[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_Fails_NobodyIsToldUntilItIsWritten()
    {
        Bench bench = Online();
        bench.Player.Take(Command(1, Play(1)), bench.Now);
        bench.Player.Advance(bench.Now);
        bench.Player.JournalFailed(bench.Player.Flush(bench.Now), TimeSpan.FromSeconds(3), bench.Now);

        bench.Pump().Wait(2);
        Assert.Empty(bench.Told);
        Assert.DoesNotContain(bench.Receipts, receipt => receipt.Command == Id(1));

        bench.Wait(2);
        Assert.Single(bench.Told);
        Assert.Equal("Finished last", bench.Say(SpeakerState.Finished).Last);
    }

    [Fact]
    public void Attempt_OfAnotherSpeaker_ChangesNothing()
    {
        var bench = new Bench(null, Speaker("a"), Speaker("b"));
        bench.Reach(Reach.Online).Take(Command(1, Play(1)));

        bench.Player.Answered("b", new SpeakerReceiptMessage(null, bench.Told[0].Order.Attempts["a"], SpeakerState.Finished, "", null), Evidence.Speaker, bench.Now);

        Assert.Equal("Accepted", $"{bench.Pump().Receipts.Last(receipt => receipt.Command == Id(1)).State}");
        Assert.DoesNotContain(bench.Receipts, receipt => receipt.State == ReceiptState.Finished);
    }
}
