using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Time;

/// <summary>When something happened, as far as it can be known today. What the box had stamped stays beside it.</summary>
/// <param name="At">The best that is known.</param>
/// <param name="Basis">Where it comes from.</param>
public readonly record struct TrueTime(DateTimeOffset At, TimeBasis Basis)
{
    // No box is older: a clock that says so was never set.
    private const long Earliest = 1_577_836_800_000_000; // 2020-01-01

    // A box in holdover may be ahead of the cloud by a little; an unsynchronized one that is, is wrong.
    private const long AheadAtMost = 60_000_000;

    /// <summary>Reads a stamp.</summary>
    /// <param name="boxUs">The box's wall clock, microseconds since 1970 UTC.</param>
    /// <param name="monotonicUs">Its monotonic time.</param>
    /// <param name="quality">Of its wall clock.</param>
    /// <param name="receivedUs">When the cloud received it; null: no longer known.</param>
    /// <param name="correction">The correction with the latest end that covers it, or null.</param>
    public static TrueTime Of(long boxUs, long monotonicUs, ClockQuality quality, long? receivedUs, ClockLine? correction)
    {
        if (correction is { } line)
        {
            return new TrueTime(UnixMicros.ToTime(line.At(monotonicUs)), TimeBasis.Corrected);
        }

        if (quality is ClockQuality.Synchronized or ClockQuality.Holdover)
        {
            return new TrueTime(UnixMicros.ToTime(boxUs), quality == ClockQuality.Synchronized ? TimeBasis.Synchronized : TimeBasis.Holdover);
        }

        return receivedUs is { } received && (boxUs < Earliest || boxUs > received + AheadAtMost)
            ? new TrueTime(UnixMicros.ToTime(received), TimeBasis.Bounded)
            : new TrueTime(UnixMicros.ToTime(boxUs), TimeBasis.Unsynchronized);
    }
}
