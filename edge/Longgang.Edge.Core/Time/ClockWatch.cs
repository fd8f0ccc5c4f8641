using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>
/// Finds out what was stamped wrongly once the true time is known. Pure. A box without a battery-backed clock starts in 1970 or at the date of
/// its image, and is told the time later, in one jump. Monotonic time knows nothing of the jump: the true time of any earlier moment of the
/// boot is the true time now, less what has passed since. So one correction serves all jumps before it, and no stamp has to be kept for it.
/// </summary>
public static class ClockWatch
{
    /// <summary>A wall clock that is off by less is not corrected: time daemons step by as much, and leap seconds are true.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The most that an oscillator runs wrong while its source is out of reach. Linux bounds what it will correct by slewing at 500 ppm
    /// (MAXFREQ in linux/timex.h); a cheap crystal over the whole range of temperature stays below 100.
    /// </summary>
    public const double MostDrift = 500e-6;

    /// <summary>Takes in a look at the clocks.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="now">Both clocks.</param>
    /// <param name="quality">What the kernel says of the wall clock; read before <paramref name="now"/>, so that no event stamped as unsynchronized is later than it.</param>
    public static ClockChange Next(ClockState state, ClockPoint now, ClockQuality quality)
    {
        if (quality == ClockQuality.Synchronized)
        {
            return new ClockChange(new ClockState(now, now, quality, Lost: false, Disturbed: false), Correct(state, now));
        }

        bool set = state.Trusted is { } trusted && IsOff(now.Delta - trusted.Delta);
        return new ClockChange(state with { Last = now, Quality = quality, Lost = true, Disturbed = state.Disturbed || set }, null);
    }

    private static ClockCorrection? Correct(ClockState state, ClockPoint now)
    {
        if (state.Trusted is not { } trusted)
        {
            return state.Lost ? Whole(state, now) : null;
        }

        long step = now.Delta - trusted.Delta;
        if (!IsOff(step))
        {
            return state.Disturbed ? Since(trusted, state, now) : null;
        }

        // What no crystal drifts was a source that told the wrong time, before or now. The last word counts, for everything before it:
        // should it be the wrong one, the next correction covers this one too.
        double mostDrift = MostDrift * (now.MonotonicMicros - trusted.MonotonicMicros);
        return state.Lost && Math.Abs((double)step) <= mostDrift ? Since(trusted, state, now) : Whole(state, now);
    }

    private static ClockCorrection Whole(ClockState state, ClockPoint now) => Since(new ClockPoint(0, now.Delta), state, now);

    private static ClockCorrection Since(ClockPoint from, ClockState state, ClockPoint now) => new()
    {
        FromMonotonicUs = from.MonotonicMicros,
        ToMonotonicUs = now.MonotonicMicros,
        FromUnixUs = from.UnixMicros,
        ToUnixUs = now.UnixMicros,
        StepUs = state.Last is { } last ? now.Delta - last.Delta : 0,
        Before = state.Quality,
        After = ClockQuality.Synchronized,
    };

    private static bool IsOff(long stepMicros) => Math.Abs((double)stepMicros) > Tolerance.TotalMicroseconds;
}
