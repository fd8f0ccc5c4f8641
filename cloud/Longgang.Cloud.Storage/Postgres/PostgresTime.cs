namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Times as the database has them.</summary>
internal static class PostgresTime
{
    /// <summary>Microseconds of a day.</summary>
    public const long DayUs = 24L * 3600 * 1_000_000;

    /// <summary>Microseconds since 1970.</summary>
    public static long ToUs(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Days since 1970.</summary>
    public static int DayOf(DateTimeOffset time) => (int)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalDays);

    /// <summary>A moment that a damaged or absurd clock may have put outside the calendar: then the nearest end of it.</summary>
    public static DateTimeOffset FromUs(long us)
    {
        long bounded = Math.Clamp(us, -62_135_596_800_000_000, 253_402_300_799_000_000);
        return DateTimeOffset.UnixEpoch.AddTicks(bounded * TimeSpan.TicksPerMicrosecond);
    }
}
