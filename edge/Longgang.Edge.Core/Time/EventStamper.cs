using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>Stamps what arrives with the box's wall and monotonic clock. On Linux <see cref="TimeProvider"/> timestamps are CLOCK_MONOTONIC, which starts at boot.</summary>
public sealed class EventStamper(TimeProvider time, IClockQuality quality)
{
    private const int Tries = 4;

    /// <summary>The stamp of this moment.</summary>
    public EventStamp Now() => new(time.GetUtcNow(), MonotonicMicros(), quality.Current);

    /// <summary>Both clocks at one moment: the tightest of a few tries, since a thread may be put aside between the two.</summary>
    public (ClockPoint Point, ClockQuality Quality) Look()
    {
        ClockQuality now = quality.Current;
        ClockPoint best = default;
        ulong bestGap = ulong.MaxValue;
        for (int i = 0; i < Tries && bestGap > 0; i++)
        {
            ulong before = MonotonicMicros();
            long wall = (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
            ulong gap = MonotonicMicros() - before;
            if (gap < bestGap)
            {
                (best, bestGap) = (new ClockPoint(before + (gap / 2), wall), gap);
            }
        }

        return (best, now);
    }

    private ulong MonotonicMicros() =>
        (ulong)((Int128)time.GetTimestamp() * 1_000_000 / time.TimestampFrequency);
}
