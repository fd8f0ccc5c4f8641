using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Uplink.Tests.Core;

/// <summary>After an outage what is live goes first, and the backlog is drained beside it.</summary>
public sealed class UplinkWindowDrainTests
{
    private const int Events = 100; // of each batch
    private static readonly OutboxId Outbox = new(7);
    private readonly UplinkWindow _window = new(new UplinkWindowOptions { MaxBatches = 8, BehindEvents = 1000, DrainEventsPerSecond = 500 });
    private TimeSpan _now = TimeSpan.FromSeconds(1000);
    private ulong _accepted = 5000;

    public UplinkWindowDrainTests() => _window.Rebase(Outbox);

    [Fact]
    public void Backlog_LeavesAQuarterOfTheWindowToWhatIsLive()
    {
        Assert.Equal([1, 101, 201, 301, 401, 501], SendAll());
        Assert.True(_window.IsDraining);

        _accepted += Events;
        Assert.Equal([5001], SendAll());
    }

    [Fact]
    public void Live_GoesBeforeTheBacklog()
    {
        _ = SendAll();
        _accepted += 2 * Events;
        Acknowledge(1);
        Acknowledge(101);

        Assert.Equal([5001, 5101], SendAll(most: 2));
    }

    [Fact]
    public void Backlog_BesideLiveTraffic_KeepsToItsRate()
    {
        const int seconds = 8;
        Array.ForEach(SendAll(most: 1), Acknowledge);
        int backlog = 0;
        for (int step = 0; step < seconds * 20; step++)
        {
            _now += TimeSpan.FromMilliseconds(50);
            _accepted += step % 20 == 0 ? (ulong)Events : 0;
            ulong[] sent;
            do
            {
                sent = SendAll();
                Array.ForEach(sent, Acknowledge);
                backlog += sent.Count(static first => first <= 5000);
            }
            while (sent.Length > 0);
        }

        Assert.InRange(backlog * Events, seconds * 500 * 9 / 10, (seconds * 500) + (2 * Events));
    }

    [Fact]
    public void Backlog_WithoutLiveTraffic_GoesAsFastAsItIsAnswered()
    {
        var sent = new List<ulong>();
        ulong[] now;
        do
        {
            now = SendAll();
            sent.AddRange(now);
            Array.ForEach(now, Acknowledge);
        }
        while (now.Length > 0);

        Assert.Equal(50, sent.Count);
        Assert.Equal(sent.Order(), sent);
        Assert.False(_window.IsDraining);
    }

    [Fact]
    public void Live_ThatHasFallenBehindItself_BecomesBacklog()
    {
        _ = SendAll();
        _accepted += 3000;
        _window.Reset();
        Assert.Equal([1, 101, 201, 301, 401, 501], SendAll()); // again, on the new connection

        _accepted += Events;
        Assert.Equal([8001], SendAll(most: 1));
    }

    [Fact]
    public void Rebase_WhileItDrains_BeginsTheNewStoreFileAtItsBeginning()
    {
        _ = SendAll();
        _accepted += Events;
        Assert.Equal([5001], SendAll());

        _window.Rebase(new OutboxId(8));

        Assert.Equal(new UplinkStep(UplinkAction.ReadNext, 0, null), _window.Next(_now, 300));
    }

    // What the window wants to be sent now: it reads a lane that holds everything from 1 to what was accepted.
    private ulong[] SendAll(int most = int.MaxValue)
    {
        var sent = new List<ulong>();
        while (sent.Count < most)
        {
            UplinkStep step = _window.Next(_now, _accepted);
            if (step.Action == UplinkAction.Resend)
            {
                Assert.True(_window.Resent(step.Sequence, _now));
                sent.Add(step.Sequence);
                continue;
            }

            if (step.Action == UplinkAction.Wait)
            {
                break;
            }

            ulong first = ((step.Sequence + Events - 1) / Events * Events) + 1;
            if (first > _accepted)
            {
                bool draining = _window.IsDraining;
                _window.NothingAfter(step.Sequence, _accepted);
                if (!draining)
                {
                    break;
                }

                continue;
            }

            AdmitEffect effect = _window.Admit(new StoredBatch(Outbox, first, Events, new byte[10], 0), _now);
            if (effect == AdmitEffect.NoRoom)
            {
                break;
            }

            if (effect == AdmitEffect.Send)
            {
                sent.Add(first);
            }
        }

        return [.. sent];
    }

    private void Acknowledge(ulong first) =>
        Assert.Equal(AckEffect.Delete, _window.Acknowledge(Outbox, first, Events, AckStatus.Stored, "", _now));
}
