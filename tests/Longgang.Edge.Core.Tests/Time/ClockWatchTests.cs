using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Time;

public sealed class ClockWatchTests
{
    private const long Second = 1_000_000;
    private const long Year = 365 * 24 * 3600 * Second;

    private ClockState _state = ClockState.Fresh;

    [Fact]
    public void Look_BootIn1970ThenTheTimeComes_CorrectsTheWholeBoot()
    {
        Assert.Null(Look(5 * Second, 5 * Second, ClockQuality.Unsynchronized));
        Assert.Null(Look(90 * Second, 90 * Second, ClockQuality.Unsynchronized));

        ClockCorrection correction = Look(91 * Second, (52 * Year) + (91 * Second), ClockQuality.Synchronized)!;

        Assert.Equal((0UL, 91UL * Second), (correction.FromMonotonicUs, correction.ToMonotonicUs));
        Assert.Equal((52 * Year, (52 * Year) + (91 * Second)), (correction.FromUnixUs, correction.ToUnixUs));
        Assert.Equal(52 * Year, correction.StepUs);
        Assert.Equal((ClockQuality.Unsynchronized, ClockQuality.Synchronized), (correction.Before, correction.After));
        Assert.Null(Look(92 * Second, (52 * Year) + (92 * Second), ClockQuality.Synchronized));
    }

    [Fact]
    public void Look_RightFromTheStart_CorrectsNothing()
    {
        Assert.Null(Look(60 * Second, 52 * Year, ClockQuality.Synchronized));
        Assert.Null(Look(61 * Second, (52 * Year) + Second, ClockQuality.Synchronized));
    }

    [Fact]
    public void Look_RightButNobodyVouchedForItAtFirst_SaysSo()
    {
        Assert.Null(Look(10 * Second, 52 * Year, ClockQuality.Unsynchronized));

        Assert.Equal(0, Look(20 * Second, (52 * Year) + (10 * Second), ClockQuality.Synchronized)!.StepUs);
    }

    [Fact]
    public void Look_SourceOutOfReachAndBackWithoutAStep_CorrectsNothing()
    {
        Look(10 * Second, 52 * Year, ClockQuality.Synchronized);
        Look(11 * Second, (52 * Year) + Second, ClockQuality.Holdover);

        Assert.Null(Look(999 * Second, (52 * Year) + (989 * Second), ClockQuality.Synchronized));
    }

    [Fact]
    public void Look_DriftedWhileTheSourceWasOutOfReach_SpreadsTheStep()
    {
        const long day = 86_400 * Second;
        Look(10 * Second, 52 * Year, ClockQuality.Synchronized);
        Look(day, (52 * Year) + day - (10 * Second), ClockQuality.Holdover);

        ClockCorrection correction = Look(day + (10 * Second), (52 * Year) + day + (4 * Second), ClockQuality.Synchronized)!;

        Assert.Equal((10UL * Second, 52 * Year), (correction.FromMonotonicUs, correction.FromUnixUs));
        Assert.Equal((ulong)(day + (10 * Second)), correction.ToMonotonicUs);
        Assert.Equal((52 * Year) + day + (4 * Second), correction.ToUnixUs);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void Look_SetByHandAndBroughtBack_CorrectsSinceItWasRight(int years)
    {
        Look(10 * Second, 52 * Year, ClockQuality.Synchronized);
        Look(11 * Second, ((52 + years) * Year) + Second, ClockQuality.Holdover);

        ClockCorrection correction = Look(20 * Second, (52 * Year) + (10 * Second), ClockQuality.Synchronized)!;

        Assert.Equal((10UL * Second, 20UL * Second), (correction.FromMonotonicUs, correction.ToMonotonicUs));
        Assert.Equal((52 * Year, (52 * Year) + (10 * Second)), (correction.FromUnixUs, correction.ToUnixUs));
        Assert.Equal(-years * Year, correction.StepUs);
    }

    [Fact]
    public void Look_SourceHadToldTheWrongTime_TheLastWordCountsForTheWholeBoot()
    {
        Look(10 * Second, 62 * Year, ClockQuality.Synchronized);

        ClockCorrection correction = Look(20 * Second, (52 * Year) + (10 * Second), ClockQuality.Synchronized)!;

        Assert.Equal((0UL, (52 * Year) - (10 * Second)), (correction.FromMonotonicUs, correction.FromUnixUs));
    }

    [Fact]
    public void Look_LeapSecond_IsTrue()
    {
        Look(10 * Second, 52 * Year, ClockQuality.Synchronized);

        Assert.Null(Look(12 * Second, (52 * Year) + Second, ClockQuality.Synchronized));
    }

    [Fact]
    public void Look_SentNeverArrived_NextLookComesToItAgain()
    {
        Look(10 * Second, 10 * Second, ClockQuality.Unsynchronized);
        ClockPoint now = new(20 * Second, 52 * Year);
        Assert.NotNull(ClockWatch.Next(_state, now, ClockQuality.Synchronized).Correction);

        Assert.NotNull(Look(21 * Second, (52 * Year) + Second, ClockQuality.Synchronized));
    }

    private ClockCorrection? Look(long monotonic, long wall, ClockQuality quality)
    {
        ClockChange change = ClockWatch.Next(_state, new ClockPoint((ulong)monotonic, wall), quality);
        _state = change.State;
        return change.Correction;
    }
}
