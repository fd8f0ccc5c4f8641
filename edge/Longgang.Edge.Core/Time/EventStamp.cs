using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>When the box received something.</summary>
/// <param name="Wall">The box's wall clock.</param>
/// <param name="MonotonicMicros">Microseconds since the machine's boot (CLOCK_MONOTONIC).</param>
/// <param name="Quality">Of <paramref name="Wall"/>.</param>
public readonly record struct EventStamp(DateTimeOffset Wall, ulong MonotonicMicros, ClockQuality Quality)
{
    private static readonly DateTimeOffset _neverSet = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero); // no box is older

    /// <summary>Whether the wall clock may judge others: it was right at some time of this boot, or at least somebody has set it.</summary>
    public bool KnowsTheTime => Quality is ClockQuality.Synchronized or ClockQuality.Holdover || Wall >= _neverSet;

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
