using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Uplink.Tests.Core;

public sealed class UplinkWindowTests
{
    private static readonly OutboxId Outbox = new(7);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1000);
    private readonly UplinkWindow _window = Create(new UplinkWindowOptions { MaxBatches = 3, MaxBytes = 1000, MaxHeld = 2 });

    [Fact]
    public void TryAdmit_BatchesAtTheBound_IsRefused()
    {
        Admit(1, 10);
        Admit(2, 10);
        Admit(3, 10);

        Assert.Equal(UplinkAction.Wait, _window.Next(Start, 0).Action);
        Assert.NotEqual(AdmitEffect.Send, _window.Admit(Batch(4, 10), Start));
    }

    [Fact]
    public void TryAdmit_BytesOverTheBound_IsRefusedUntilOneIsAcknowledged()
    {
        Admit(1, 600);

        Assert.NotEqual(AdmitEffect.Send, _window.Admit(Batch(2, 600), Start));
        Ack(1, AckStatus.Stored);
        Assert.Equal(AdmitEffect.Send, _window.Admit(Batch(2, 600), Start));
    }

    [Fact]
    public void TryAdmit_BatchLargerThanTheBound_GoesAlone()
    {
        Assert.Equal(AdmitEffect.Send, _window.Admit(Batch(1, 5000), Start));
        Assert.NotEqual(AdmitEffect.Send, _window.Admit(Batch(2, 1), Start));
    }

    [Theory]
    [InlineData(AckStatus.Stored)]
    [InlineData(AckStatus.Quarantined)]
    public void Acknowledge_StoredOrQuarantined_LetsTheBatchGo(AckStatus status)
    {
        Admit(1, 10);

        Assert.Equal(AckEffect.Delete, Ack(1, status));
        Assert.Equal(0, _window.Unacknowledged);
        Assert.Equal(new UplinkStep(UplinkAction.ReadNext, 1, null), _window.Next(Start, 0));
    }

    [Fact]
    public void Acknowledge_OfAnEarlierRun_IsLeftToTheLane() => Assert.Equal(AckEffect.Delete, Ack(99, AckStatus.Stored));

    [Fact]
    public void Acknowledge_OtherCountOrOutbox_LetsNothingGo()
    {
        Admit(1, 10);

        Assert.Equal(AckEffect.Ignored, _window.Acknowledge(Outbox, 1, 2, AckStatus.Stored, "", Start));
        _window.Acknowledge(new OutboxId(8), 1, 1, AckStatus.Stored, "", Start);
        Assert.Equal(1, _window.Unacknowledged);
    }

    [Fact]
    public void Acknowledge_Corrupt_ResendsAtOnceAndThenWithBackOff()
    {
        Admit(1, 10);

        Assert.Equal(AckEffect.Resend, Ack(1, AckStatus.Corrupt));
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 1, null), _window.Next(Start, 0));
        Assert.True(_window.Resent(1, Start));
        Assert.Equal(AckEffect.Resend, Ack(1, AckStatus.Corrupt));
        Assert.Equal(UplinkAction.ReadNext, _window.Next(Start, 0).Action);
        Assert.Equal(UplinkAction.Resend, _window.Next(Start + TimeSpan.FromSeconds(1), 0).Action);
    }

    [Fact]
    public void Acknowledge_Refused_HoldsNamesAndRetriesEverSlower()
    {
        Admit(1, 10);
        TimeSpan now = Start;
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(AckEffect.Held, _window.Acknowledge(Outbox, 1, 1, AckStatus.Refused, "foreign", now));
            Assert.Equal(new HeldBatch(Outbox, 1, 1, "foreign", i + 1), Assert.Single(_window.Held));
            var pause = TimeSpan.FromSeconds(Math.Min(600, 30 << i));
            Assert.NotEqual(UplinkAction.Resend, _window.Next(now + pause - TimeSpan.FromTicks(1), 0).Action);
            now += pause;
            Assert.Equal(UplinkAction.Resend, _window.Next(now, 0).Action);
            Assert.True(_window.Resent(1, now));
        }

        Assert.Equal(AckEffect.Delete, Ack(1, AckStatus.Stored));
        Assert.Empty(_window.Held);
    }

    [Fact]
    public void Next_RefusedBatches_DoNotTakeThePlaceOfOthersUntilTooMany()
    {
        Admit(1, 900);
        Ack(1, AckStatus.Refused);
        Admit(2, 900);
        Ack(2, AckStatus.Refused);

        Assert.Equal(UplinkAction.Wait, _window.Next(Start, 0).Action);
        Assert.Equal(2, _window.Held.Count());
    }

    [Fact]
    public void Next_CloudSilentForAnHour_TheLowestAsksSteadilyTheOthersEverSlower()
    {
        Admit(1, 10);
        Admit(2, 10);
        Admit(3, 10);
        var sent = new List<(ulong First, TimeSpan At)>();
        for (TimeSpan now = Start; now <= Start + TimeSpan.FromHours(1); now += TimeSpan.FromSeconds(1))
        {
            while (_window.Next(now, 0) is { Action: UplinkAction.Resend } step)
            {
                Assert.True(_window.Resent(step.Sequence, now));
                sent.Add((step.Sequence, now - Start));
            }
        }

        Assert.Equal(Enumerable.Range(1, 180).Select(i => TimeSpan.FromSeconds(20 * i)), sent.Where(s => s.First == 1).Select(s => s.At));
        Assert.Equal([20, 60, 140, 300, 600, 900], sent.Where(s => s.First == 2).Select(s => s.At.TotalSeconds).Take(6));
        Assert.Equal(sent.Where(s => s.First == 2).Select(s => s.At), sent.Where(s => s.First == 3).Select(s => s.At));
    }

    [Fact]
    public void Acknowledge_OfASilentCloudThatIsBack_SendsAllTheRestAtOnce()
    {
        Admit(1, 10);
        Admit(2, 10);
        Admit(3, 10);
        TimeSpan now = Start + TimeSpan.FromSeconds(20);
        foreach (ulong first in (ulong[])[1, 2, 3])
        {
            Assert.Equal(first, _window.Next(now, 0).Sequence);
            Assert.True(_window.Resent(first, now));
        }

        now += TimeSpan.FromSeconds(20);
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 1, null), _window.Next(now, 0));
        Assert.True(_window.Resent(1, now));
        Assert.Equal(UplinkAction.Wait, _window.Next(now, 0).Action);

        _window.Acknowledge(Outbox, 1, 1, AckStatus.Stored, "", now);

        Assert.Equal(new UplinkStep(UplinkAction.Resend, 2, null), _window.Next(now, 0));
        Assert.True(_window.Resent(2, now));
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 3, null), _window.Next(now, 0));
    }

    [Fact]
    public void Acknowledge_OfALaterSending_SendsAgainWhatItOvertookEachTimeWithMorePatience()
    {
        Admit(1, 10);
        TimeSpan now = Start;
        ulong next = 2;
        foreach (int lead in (int[])[2, 4, 8])
        {
            Answer(now + TimeSpan.FromSeconds(lead) - TimeSpan.FromTicks(1));
            Assert.Equal(UplinkAction.ReadNext, _window.Next(now + TimeSpan.FromSeconds(lead), 0).Action);
            now += TimeSpan.FromSeconds(lead);
            Answer(now);
            Assert.Equal(new UplinkStep(UplinkAction.Resend, 1, null), _window.Next(now, 0));
            Assert.True(_window.Resent(1, now));
        }

        void Answer(TimeSpan at)
        {
            Assert.Equal(AdmitEffect.Send, _window.Admit(Batch(next, 10), at));
            Assert.Equal(AckEffect.Delete, _window.Acknowledge(Outbox, next++, 1, AckStatus.Stored, "", at));
        }
    }

    [Fact]
    public void TurnedAway_ThenAnotherAnswered_GoesAgainAtOnce()
    {
        Admit(1, 10);
        Admit(2, 10);
        _window.TurnedAway(2, Start);
        Assert.Equal(UplinkAction.ReadNext, _window.Next(Start, 0).Action);

        Ack(1, AckStatus.Stored);

        Assert.Equal(new UplinkStep(UplinkAction.Resend, 2, null), _window.Next(Start, 0));
    }

    [Fact]
    public void Next_AnswerOverdue_IsAskedForAtThatMoment()
    {
        Admit(1, 10);

        Assert.Equal(Start + TimeSpan.FromSeconds(20), _window.Next(Start, 0).DueAt);
    }

    [Fact]
    public void Reset_SomeAcknowledged_ResendsTheRestInOrderBeforeReading()
    {
        Admit(1, 10);
        Admit(2, 10);
        Admit(3, 10);
        Ack(2, AckStatus.Stored);

        _window.Reset();

        Assert.Equal(0, _window.InFlight);
        Assert.Equal(0, _window.InFlightBytes);
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 1, null), _window.Next(Start, 0));
        Assert.True(_window.Resent(1, Start));
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 3, null), _window.Next(Start, 0));
        Assert.True(_window.Resent(3, Start));
        Assert.Equal(new UplinkStep(UplinkAction.ReadNext, 3, Start + TimeSpan.FromSeconds(20)), _window.Next(Start, 0));
    }

    [Fact]
    public void Resent_AcknowledgedMeanwhile_SaysNo()
    {
        Admit(1, 10);
        _window.Reset();
        Ack(1, AckStatus.Stored);

        Assert.False(_window.Resent(1, Start));
    }

    [Fact]
    public void TurnedAway_ByTheBroker_GoesAgainAfterAPause()
    {
        Admit(1, 10);
        _window.TurnedAway(1, Start);

        Assert.Equal(0, _window.InFlight);
        Assert.Equal(Start + TimeSpan.FromSeconds(1), _window.Next(Start, 0).DueAt);
        Assert.Equal(UplinkAction.Resend, _window.Next(Start + TimeSpan.FromSeconds(1), 0).Action);
    }

    [Fact]
    public void TurnedAway_AsManyAsMayBeHeld_NothingNewIsRead()
    {
        Admit(1, 10);
        _window.TurnedAway(1, Start);
        Assert.Equal(UplinkAction.ReadNext, _window.Next(Start, 0).Action);
        Admit(2, 10);
        _window.TurnedAway(2, Start);

        Assert.Equal(new UplinkStep(UplinkAction.Wait, 0, Start + TimeSpan.FromSeconds(1)), _window.Next(Start, 0));
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 1, null), _window.Next(Start + TimeSpan.FromSeconds(1), 0));
    }

    [Fact]
    public void Next_FirstTimeoutIsShorter_DoublesUpToTheOtherForTheLowestAndOnForTheRest()
    {
        UplinkWindow window = Create(new UplinkWindowOptions { FirstAckTimeout = TimeSpan.FromSeconds(2), AckTimeout = TimeSpan.FromSeconds(5) });
        Assert.Equal(AdmitEffect.Send, window.Admit(Batch(1, 10), Start));
        Assert.Equal(AdmitEffect.Send, window.Admit(Batch(2, 10), Start));
        var sent = new List<(ulong First, double After)>();
        for (TimeSpan now = Start; now <= Start + TimeSpan.FromSeconds(30); now += TimeSpan.FromSeconds(1))
        {
            while (window.Next(now, 0) is { Action: UplinkAction.Resend } step)
            {
                Assert.True(window.Resent(step.Sequence, now));
                sent.Add((step.Sequence, (now - Start).TotalSeconds));
            }
        }

        Assert.Equal([2, 6, 11, 16, 21, 26], sent.Where(static one => one.First == 1).Select(static one => one.After));
        Assert.Equal([2, 6, 14, 30], sent.Where(static one => one.First == 2).Select(static one => one.After));
    }

    [Fact]
    public void Next_FirstTimeoutIsLonger_TheOtherCounts()
    {
        UplinkWindow window = Create(new UplinkWindowOptions { FirstAckTimeout = TimeSpan.FromSeconds(2), AckTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(AdmitEffect.Send, window.Admit(Batch(1, 10), Start));

        Assert.Equal(Start + TimeSpan.FromSeconds(1), window.Next(Start, 0).DueAt);
    }

    [Fact]
    public void IsDeaf_GivenItsOwnTime_WaitsForThat()
    {
        UplinkWindow window = Create(new UplinkWindowOptions { AckTimeout = TimeSpan.FromSeconds(5), DeafAfter = TimeSpan.FromSeconds(40) });
        Assert.Equal(AdmitEffect.Send, window.Admit(Batch(1, 10), Start));

        Assert.False(window.IsDeaf(Start + TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1)));
        Assert.True(window.IsDeaf(Start + TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public void IsDeaf_NoAnswerForTwoTimeouts_UntilAnAnswerOrANewConnection()
    {
        TimeSpan timeout = new UplinkWindowOptions().AckTimeout;
        Admit(1, 10);
        Admit(2, 10);
        Assert.False(_window.IsDeaf(Start + (2 * timeout) - TimeSpan.FromTicks(1)));
        Assert.True(_window.IsDeaf(Start + (2 * timeout)));

        Ack(1, AckStatus.Stored);
        Assert.False(_window.IsDeaf(Start + (2 * timeout)));
        Assert.Equal(new UplinkStep(UplinkAction.Resend, 2, null), _window.Next(Start + (2 * timeout), 0));
        Assert.True(_window.Resent(2, Start + (2 * timeout)));
        Assert.True(_window.IsDeaf(Start + (4 * timeout)));

        _window.Reset();
        Assert.False(_window.IsDeaf(Start + (4 * timeout)));
        Assert.True(_window.Resent(2, Start + (4 * timeout)));
        Assert.False(_window.IsDeaf(Start + (8 * timeout) - TimeSpan.FromTicks(1)));
        Assert.True(_window.IsDeaf(Start + (8 * timeout)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IsDeaf_BatchRefusedOrTurnedAway_WasAnswered(bool byTheCloud)
    {
        Admit(1, 10);
        if (byTheCloud)
        {
            Ack(1, AckStatus.Refused);
        }
        else
        {
            _window.TurnedAway(1, Start);
        }

        Assert.False(_window.IsDeaf(Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Rebase_NewStoreFile_StartsAnew()
    {
        Admit(5, 10);
        _window.Rebase(new OutboxId(8));

        Assert.Equal(new UplinkStep(UplinkAction.ReadNext, 0, null), _window.Next(Start, 0));
        Assert.NotEqual(AdmitEffect.Send, _window.Admit(Batch(6, 10), Start));
    }

    private static UplinkWindow Create(UplinkWindowOptions options)
    {
        var window = new UplinkWindow(options);
        window.Rebase(Outbox);
        return window;
    }

    private static StoredBatch Batch(ulong first, int bytes) => new(Outbox, first, 1, new byte[bytes], 0);

    private void Admit(ulong first, int bytes) => Assert.Equal(AdmitEffect.Send, _window.Admit(Batch(first, bytes), Start));

    private AckEffect Ack(ulong first, AckStatus status) => _window.Acknowledge(Outbox, first, 1, status, "why", Start);
}
