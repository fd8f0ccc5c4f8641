namespace Longgang.Cloud.Core.Time;

/// <summary>Microseconds since 1970 UTC, as boxes send and stores keep them.</summary>
public static class UnixMicros
{
    private const long First = -62_135_596_800_000_000;
    private const long Last = 253_402_300_799_000_000;

    /// <summary>The moment. What a damaged or absurd clock has put outside the calendar is the nearest end of it.</summary>
    public static DateTimeOffset ToTime(long us) => DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(us, First, Last) * TimeSpan.TicksPerMicrosecond);
}
