using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>Now, as far as the box can know it.</summary>
/// <param name="Monotonic">Time since any origin that stays the same while the process lives; never jumps.</param>
/// <param name="Cloud">The cloud's clock; null when unknown.</param>
public readonly record struct Moment(TimeSpan Monotonic, CloudTime? Cloud)
{
    /// <summary>The earliest that the cloud's clock may show, microseconds since 1970 UTC.</summary>
    internal long? EarliestMicros => Cloud is { } cloud ? Micros(cloud.Earliest.UtcTicks) : null;

    /// <summary>The latest that it may show; rounded up, as an expiry must not be missed by a fraction.</summary>
    internal long? LatestMicros => Cloud is { } cloud ? Micros(cloud.Latest.UtcTicks + TimeSpan.TicksPerMicrosecond - 1) : null;

    private static long Micros(long ticks) => Math.DivRem(ticks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond, out _);
}
