using System.Globalization;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Reading;

/// <summary>Columns as the domain has them.</summary>
internal static class PostgresRows
{
    /// <summary>Time of a column of microseconds.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => PostgresTime.FromUs(row.GetInt64(column));

    /// <summary>Time of a column of microseconds that may be NULL or 0.</summary>
    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) || row.GetInt64(column) == 0 ? null : PostgresTime.FromUs(row.GetInt64(column));

    /// <summary>Text of a column that may be NULL.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An area as its code, empty for none.</summary>
    public static string Area(long area) => area == 0 ? string.Empty : area.ToString(CultureInfo.InvariantCulture);
}
