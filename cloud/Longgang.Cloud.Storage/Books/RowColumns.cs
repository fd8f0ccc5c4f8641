using System.Data.Common;
using System.Globalization;
using Longgang.Cloud.Core.Time;

namespace Longgang.Cloud.Storage.Books;

/// <summary>Columns as the domain has them.</summary>
internal static class RowColumns
{
    /// <summary>Time of a column of microseconds.</summary>
    public static DateTimeOffset Time(this DbDataReader row, int column) => UnixMicros.ToTime(row.GetInt64(column));

    /// <summary>Time of a column of microseconds that may be NULL or 0.</summary>
    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) || row.GetInt64(column) == 0 ? null : UnixMicros.ToTime(row.GetInt64(column));

    /// <summary>Text of a column that may be NULL.</summary>
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An area column as its code, empty for none.</summary>
    public static string Area(this DbDataReader row, int column) => Area(row.GetInt64(column));

    /// <summary>An area as its code, empty for none.</summary>
    public static string Area(long area) => area == 0 ? string.Empty : area.ToString(CultureInfo.InvariantCulture);
}
