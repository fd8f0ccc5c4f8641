using Longgang.Cloud.Core.Time;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Reading;

/// <summary>
/// Finds the correction of a stamp while reading. Corrections are few and come at any time before or after the stamps, so nothing is written twice
/// for them: a row costs two look-ups in small trees when it is read.
/// </summary>
internal static class ClockSql
{
    /// <summary>The batch <c>b</c> that brought the scan <c>s</c>.</summary>
    public const string BatchOfScan =
        "LEFT JOIN batches b ON b.outbox = s.outbox AND b.first = (SELECT max(first) FROM batches WHERE outbox = s.outbox AND first <= s.sequence) "
        + "AND s.sequence < b.first + b.count ";

    /// <summary>The correction <c>k</c> of the scan <c>s</c> of the outbox <c>o</c>.</summary>
    public const string CorrectionOfScan =
        "LEFT JOIN clock_corrections k ON k.gateway = o.gateway AND k.boot = b.boot AND k.to_us = (SELECT max(to_us) FROM clock_corrections "
        + "WHERE gateway = o.gateway AND boot = b.boot AND to_us > s.monotonic_us AND from_us <= s.monotonic_us) ";

    /// <summary>The correction <c>k</c> of the alert <c>a</c>.</summary>
    public const string CorrectionOfAlert =
        "LEFT JOIN clock_corrections k ON k.gateway = a.gateway AND k.boot = a.boot AND k.to_us = (SELECT max(to_us) FROM clock_corrections "
        + "WHERE gateway = a.gateway AND boot = a.boot AND to_us > a.monotonic_us AND from_us <= a.monotonic_us) ";

    /// <summary>The columns of the correction.</summary>
    public const string Line = "k.from_us, k.to_us, k.from_unix_us, k.to_unix_us";

    /// <summary>Reads a stamp.</summary>
    /// <param name="row">The row.</param>
    /// <param name="boxUs">Box time.</param>
    /// <param name="stamp">First of three columns: monotonic time, quality, receipt or NULL.</param>
    /// <param name="line">First column of <see cref="Line"/>.</param>
    public static TrueTime TrueTime(this SqliteDataReader row, int boxUs, int stamp, int line) => Core.Time.TrueTime.Of(
        row.GetInt64(boxUs),
        row.GetInt64(stamp),
        (ClockQuality)row.GetInt32(stamp + 1),
        row.IsDBNull(stamp + 2) ? null : row.GetInt64(stamp + 2),
        row.IsDBNull(line) ? null : new ClockLine(row.GetInt64(line), row.GetInt64(line + 1), row.GetInt64(line + 2), row.GetInt64(line + 3)));
}
