using CsCheck;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Tests.Support;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Time;

public sealed class CloudClockTests
{
    private static readonly DateTimeOffset Start = new(2022, 3, 14, 8, 0, 0, TimeSpan.Zero);

    // Each step: time that passes first, what happens then, which of the answers under way comes, how far the wall clock jumps.
    private static readonly Gen<(int Millis, int What, int Which, int Jump)[]> Steps =
        Gen.Select(Gen.Int[0, 30_000], Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[-1_000_000, 1_000_000]).Array[1, 80];

    [Fact]
    public void Bounds_AnyDelaysLossesAndWallClockJumps_AlwaysHoldTheTrueTime() =>
        Gen.Select(Steps, Gen.Int[-500, 500]).Sample(
            (steps, partsPerMillion) =>
            {
                var machine = new SettableClock(Start);
                var clock = new CloudClock(new EventStamper(machine, new Quality()));
                var underWay = new List<(ulong Asked, long Cloud)>();
                var questions = new List<ulong>();
                long elapsed = 0;
                foreach ((int millis, int what, int which, int jump) in steps)
                {
                    machine.Advance(TimeSpan.FromMilliseconds(millis));
                    elapsed += millis * 1000L;
                    long cloud = 1_700_000_000_000_000 + elapsed + (elapsed * partsPerMillion / 1_000_000);
                    switch (what)
                    {
                        case <= 2:
                            questions.Add(clock.Ask());
                            break;
                        case <= 5 when questions.Count > 0:
                            underWay.Add((questions[which % questions.Count], cloud)); // the cloud answers, perhaps a second time
                            break;
                        case <= 8 when underWay.Count > 0:
                            clock.Answer(underWay[which % underWay.Count].Asked, underWay[which % underWay.Count].Cloud);
                            break;
                        case 9:
                            machine.Set(TimeSpan.FromSeconds(jump));
                            break;
                        default:
                            break;
                    }

                    if (clock.Now is { } now)
                    {
                        DateTimeOffset truth = DateTimeOffset.UnixEpoch.AddMicroseconds(cloud);
                        Assert.True(now.Earliest <= truth && truth <= now.Latest, $"{truth:O} is not from {now.Earliest:O} to {now.Latest:O}");
                    }
                }
            },
            iter: 2000);

    [Fact]
    public void Now_BeforeAnyAnswer_IsTheDisciplinedWallClockOrNothing()
    {
        var machine = new SettableClock(Start);
        var quality = new Quality();
        var clock = new CloudClock(new EventStamper(machine, quality));
        Assert.Null(clock.Now);
        quality.Current = ClockQuality.Holdover;
        Assert.Null(clock.Now);
        quality.Current = ClockQuality.Synchronized;
        Assert.Equal(new CloudTime(Start.AddSeconds(-2), Start.AddSeconds(2)), clock.Now);
    }

    [Fact]
    public void Answer_NarrowerOneAndOneThatContradicts_AreTakenAndTold()
    {
        var machine = new SettableClock(Start);
        var clock = new CloudClock(new EventStamper(machine, new Quality()));
        int learned = 0;
        clock.Learned += () => learned++;
        Exchange(10, 1_700_000_000_000_000);
        Assert.True(Width() >= TimeSpan.FromSeconds(10));
        Exchange(1, 1_700_000_001_000_000);
        Assert.True(Width() < TimeSpan.FromSeconds(1.1));
        Exchange(1, 1_600_000_000_000_000); // somebody has set the cloud's clock
        Assert.True(clock.Now!.Value.Latest < DateTimeOffset.UnixEpoch.AddMicroseconds(1_600_000_002_000_000));
        Assert.Equal(3, learned);

        clock.Answer(987_654_321, 1_700_000_000_000_000); // never asked: of an earlier boot
        Assert.Equal(3, learned);

        TimeSpan Width() => clock.Now!.Value.Latest - clock.Now!.Value.Earliest;

        void Exchange(int seconds, long cloud)
        {
            ulong asked = clock.Ask();
            machine.Advance(TimeSpan.FromSeconds(seconds));
            clock.Answer(asked, cloud);
        }
    }

    private sealed class Quality : IClockQuality
    {
        public ClockQuality Current { get; set; } = ClockQuality.Unsynchronized;
    }
}
