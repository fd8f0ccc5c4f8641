namespace Longgang.Cloud.Core.Time;

/// <summary>How a stretch of a box's boot is to be read: a straight line from monotonic to true time (<c>ClockCorrection</c> of the wire).</summary>
/// <param name="FromUs">Monotonic start, included.</param>
/// <param name="ToUs">Monotonic end, not included; after <paramref name="FromUs"/>.</param>
/// <param name="FromUnixUs">True time at the start, microseconds since 1970 UTC.</param>
/// <param name="ToUnixUs">True time at the end.</param>
public readonly record struct ClockLine(long FromUs, long ToUs, long FromUnixUs, long ToUnixUs)
{
    /// <summary>The true time, microseconds since 1970 UTC, of a moment of the stretch.</summary>
    public long At(long monotonicUs)
    {
        // The drift is small, so that a double holds its part exactly; times themselves stay integers.
        double part = (double)(monotonicUs - FromUs) / (ToUs - FromUs);
        long drift = (ToUnixUs - FromUnixUs) - (ToUs - FromUs);
        return FromUnixUs + (monotonicUs - FromUs) + (long)(part * drift);
    }
}
