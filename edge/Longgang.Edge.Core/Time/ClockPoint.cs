namespace Longgang.Edge.Core.Time;

/// <summary>One moment on both clocks of the box.</summary>
/// <param name="MonotonicMicros">Microseconds since the machine's boot.</param>
/// <param name="UnixMicros">The wall clock, microseconds since 1970 UTC.</param>
public readonly record struct ClockPoint(ulong MonotonicMicros, long UnixMicros)
{
    /// <summary>
    /// Wall minus monotonic, microseconds. On Linux it changes when the wall clock is set, and only then: a time daemon that merely
    /// speeds the clock up or slows it down does the same to both.
    /// </summary>
    public long Delta => UnixMicros - (long)MonotonicMicros;
}
