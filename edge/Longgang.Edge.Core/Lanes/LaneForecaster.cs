namespace Longgang.Edge.Core.Lanes;

/// <summary>
/// Forecasts a lane's buffer from its snapshots. Pure: the caller brings a clock that does not jump. Means are exponential, and corrected for
/// having begun at nothing, so that the first minutes already count in full.
/// </summary>
public sealed class LaneForecaster
{
    /// <summary>What is called now.</summary>
    internal static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>What is called today.</summary>
    internal static readonly TimeSpan Today = TimeSpan.FromHours(24);

    /// <summary>Before, nothing is said.</summary>
    internal static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(1);

    /// <summary>Longer ones are not worth telling apart.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private (TimeSpan At, LaneSnapshot Snapshot)? _last;
    private TimeSpan _watched;
    private Mean _takenRecently = new(Recent);
    private Mean _takenToday = new(Today);
    private Mean _grownRecently = new(Recent);

    /// <summary>As of the last observation.</summary>
    public LaneForecast Current { get; private set; }

    /// <summary>Takes in how the lane is.</summary>
    /// <param name="snapshot">The lane's figures.</param>
    /// <param name="now">Monotonic; any origin.</param>
    public LaneForecast Observe(LaneSnapshot snapshot, TimeSpan now)
    {
        if (_last is { } last && now > last.At)
        {
            // A salvaged store counts anew; what it says is compared with its own figures only.
            if (last.Snapshot.Outbox == snapshot.Outbox && snapshot.BytesTaken >= last.Snapshot.BytesTaken)
            {
                TimeSpan span = now - last.At;
                _watched += span;
                double taken = snapshot.BytesTaken - last.Snapshot.BytesTaken;
                _takenRecently.Add(taken, span);
                _takenToday.Add(taken, span);
                _grownRecently.Add(snapshot.LiveBytes - last.Snapshot.LiveBytes, span);
            }

            _last = (now, snapshot);
        }

        _last ??= (now, snapshot);
        if (_watched >= AtLeast)
        {
            double rate = Math.Max(_takenRecently.PerSecond, _takenToday.PerSecond);
            long free = Math.Max(0, snapshot.CapacityBytes - snapshot.LiveBytes);
            Current = new LaneForecast(rate, In(free, rate), In(free, _grownRecently.PerSecond));
        }

        return Current;
    }

    private static TimeSpan? In(long bytes, double perSecond)
    {
        double seconds = perSecond > 0 ? bytes / perSecond : double.PositiveInfinity;
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private struct Mean(TimeSpan horizon)
    {
        private double _perSecond;
        private double _weight;

        public readonly double PerSecond => _weight > 0 ? _perSecond / _weight : 0;

        public void Add(double amount, TimeSpan span)
        {
            double keeps = Math.Exp(-span / horizon);
            _perSecond = (_perSecond * keeps) + (amount / span.TotalSeconds * (1 - keeps));
            _weight = (_weight * keeps) + (1 - keeps);
        }
    }
}
