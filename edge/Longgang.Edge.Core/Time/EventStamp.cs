using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>When the box received something.</summary>
/// <param name="Wall">The box's wall clock.</param>
/// <param name="MonotonicMicros">Microseconds since the machine's boot (CLOCK_MONOTONIC).</param>
/// <param name="Quality">Of <paramref name="Wall"/>.</param>
public readonly record struct EventStamp(DateTimeOffset Wall, ulong MonotonicMicros, ClockQuality Quality)
{
    /// <summary>Whether the wall clock has been right at some time of this boot.</summary>
    public bool KnowsTheTime => Quality is ClockQuality.Synchronized or ClockQuality.Holdover;

    /// <summary>The wire form, with what the device's own clock said.</summary>
    public EventTime ToEventTime(DateTimeOffset? device) => new()
    {
        DeviceUnixUs = device is { } at ? UnixMicros(at) : 0,
        BoxUnixUs = UnixMicros(Wall),
        MonotonicUs = MonotonicMicros,
        Quality = Quality,
    };

    /// <summary>Time from an earlier stamp of this boot to this one; no wall clock is involved.</summary>
    public TimeSpan Since(EventStamp earlier) => TimeSpan.FromMicroseconds((double)(MonotonicMicros - earlier.MonotonicMicros));

    private static long UnixMicros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
