using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Tests.Lanes;

public sealed class LaneForecasterTests
{
    private const long Capacity = 3_600_000;

    private readonly LaneForecaster _forecaster = new();
    private TimeSpan _now;
    private ulong _taken;
    private long _live;

    [Fact]
    public void Observe_UplinkDown_HoldsWhatIsFreeAtTheRate()
    {
        LaneForecast forecast = Run(TimeSpan.FromMinutes(20), takenPerSecond: 100, leavesPerSecond: 0);

        // 120,000 of 3,600,000 bytes in use, 100 a second: 34,800 s.
        Assert.Equal(100, forecast.BytesPerSecond!.Value, 0.001);
        Assert.Equal(34_800, forecast.Holds!.Value.TotalSeconds, 1.0);
        Assert.Equal(34_800, forecast.FullIn!.Value.TotalSeconds, 1.0);
    }

    [Fact]
    public void Observe_UplinkKeepsUp_HoldsButNeverFills()
    {
        LaneForecast forecast = Run(TimeSpan.FromMinutes(20), takenPerSecond: 100, leavesPerSecond: 100);

        Assert.Equal(36_000, forecast.Holds!.Value.TotalSeconds, 1.0);
        Assert.Null(forecast.FullIn);
    }

    [Fact]
    public void Observe_QuietNightAfterABusyDay_StillExpectsTheDay()
    {
        _ = Run(TimeSpan.FromHours(12), takenPerSecond: 100, leavesPerSecond: 100);
        LaneForecast forecast = Run(TimeSpan.FromHours(6), takenPerSecond: 0, leavesPerSecond: 0);

        Assert.InRange(forecast.BytesPerSecond!.Value, 40, 80);
    }

    [Fact]
    public void Observe_RushHour_ExpectsTheRush()
    {
        _ = Run(TimeSpan.FromHours(6), takenPerSecond: 10, leavesPerSecond: 10);
        LaneForecast forecast = Run(TimeSpan.FromMinutes(30), takenPerSecond: 1000, leavesPerSecond: 1000);

        Assert.InRange(forecast.BytesPerSecond!.Value, 900, 1000);
    }

    [Fact]
    public void Observe_LessThanAMinute_SaysNothing() =>
        Assert.Equal(default, Run(TimeSpan.FromSeconds(50), takenPerSecond: 100, leavesPerSecond: 0));

    [Fact]
    public void Observe_SalvagedUnderANewIdentity_IsNoIntake()
    {
        _ = Run(TimeSpan.FromMinutes(10), takenPerSecond: 100, leavesPerSecond: 0);
        LaneForecast salvaged = _forecaster.Observe(Snapshot(OutboxId.FromBytes(new byte[16])) with { BytesTaken = 9_000_000 }, _now += TimeSpan.FromSeconds(10));

        Assert.Equal(100, salvaged.BytesPerSecond!.Value, 0.001);
    }

    [Fact]
    public void Observe_MoreThanItCanHold_HoldsNothing()
    {
        _live = Capacity + 1;
        Assert.Equal(TimeSpan.Zero, Run(TimeSpan.FromMinutes(2), takenPerSecond: 1, leavesPerSecond: 0).Holds);
    }

    private LaneForecast Run(TimeSpan length, long takenPerSecond, long leavesPerSecond)
    {
        LaneForecast forecast = _forecaster.Observe(Snapshot(), _now);
        for (TimeSpan end = _now + length; _now < end;)
        {
            _now += TimeSpan.FromSeconds(10);
            _taken += (ulong)takenPerSecond * 10;
            _live += (takenPerSecond - leavesPerSecond) * 10;
            forecast = _forecaster.Observe(Snapshot(), _now);
        }

        return forecast;
    }

    private LaneSnapshot Snapshot(OutboxId? outbox = null) => new(outbox ?? new OutboxId(1), 0, 0, 0, 0, 0, 0, Faulted: false)
    {
        LiveBytes = _live,
        CapacityBytes = Capacity,
        BytesTaken = _taken,
    };
}
