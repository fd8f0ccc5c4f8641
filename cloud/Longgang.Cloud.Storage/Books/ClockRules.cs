using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Books;

/// <summary>What every store makes of the clocks of boxes.</summary>
internal static class ClockRules
{
    private const long DayUs = 86_400_000_000;

    /// <summary>Whether a correction makes sense. One that contradicts itself is kept with the events that nobody can read, and changes nothing.</summary>
    public static bool IsConsistent(ClockCorrection correction) =>
        correction.FromMonotonicUs < correction.ToMonotonicUs && correction.ToMonotonicUs <= long.MaxValue;

    /// <summary>
    /// When a device was last seen, by one of its events: box time, but a clock that nobody vouches for, or that is more than a day ahead of the
    /// cloud, says less than the receipt.
    /// </summary>
    public static long SeenUs(long boxUs, ClockQuality quality, long receivedUs) =>
        quality is ClockQuality.Synchronized or ClockQuality.Holdover && boxUs <= receivedUs + DayUs ? boxUs : receivedUs;
}
