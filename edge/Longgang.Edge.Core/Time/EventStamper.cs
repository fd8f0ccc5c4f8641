namespace Longgang.Edge.Core.Time;

/// <summary>Stamps what arrives with the box's wall and monotonic clock. On Linux <see cref="TimeProvider"/> timestamps are CLOCK_MONOTONIC, which starts at boot.</summary>
public sealed class EventStamper(TimeProvider time, IClockQuality quality)
{
    /// <summary>The stamp of this moment.</summary>
    public EventStamp Now() => new(time.GetUtcNow(), MonotonicMicros(), quality.Current);

    private ulong MonotonicMicros() =>
        (ulong)((Int128)time.GetTimestamp() * 1_000_000 / time.TimestampFrequency);
}
