namespace Longgang.Edge.Core.Uplink;

/// <summary>
/// When to connect again after a failure: exponential back-off with full jitter, so that two thousand boxes do not come back
/// in step after the broker was restarted. Pure; not thread-safe.
/// </summary>
/// <param name="first">Upper bound of the first pause.</param>
/// <param name="max">Upper bound of every pause.</param>
/// <param name="stable">A connection that lived this long counts as a success and starts the schedule anew.</param>
/// <param name="random">Source of the jitter.</param>
public sealed class ReconnectSchedule(TimeSpan first, TimeSpan max, TimeSpan stable, Random random)
{
    private int _failures;

    /// <summary>Failures in a row, a connection shorter than the stable period included.</summary>
    public int Failures => _failures;

    /// <summary>Upper bound of the next pause.</summary>
    public TimeSpan Bound
    {
        get
        {
            // 2^20 s is 12 days: beyond it only overflow waits.
            double factor = Math.Pow(2, Math.Min(_failures, 20));
            return TimeSpan.FromTicks((long)Math.Min(first.Ticks * factor, max.Ticks));
        }
    }

    /// <summary>The pause before the next attempt: uniform between zero and <see cref="Bound"/>.</summary>
    /// <param name="connectedFor">How long the connection had lived; null when none came about.</param>
    public TimeSpan Next(TimeSpan? connectedFor)
    {
        if (connectedFor >= stable)
        {
            _failures = 0;
        }

        TimeSpan pause = TimeSpan.FromTicks((long)(Bound.Ticks * random.NextDouble()));
        _failures++;
        return pause;
    }
}
