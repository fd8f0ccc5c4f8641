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
}
