using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Time;
using Longgang.Cloud.Storage.Sqlite.Salvage;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Reading;

/// <summary>A query of constant text with numbered parameters.</summary>
internal static class SqliteQuery
{
    /// <summary>Reads all rows.</summary>
    public static List<T> ReadAll<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> parameters)
    {
        try
        {
            using SqliteCommand command = connection.Command(sql, parameters);
            using SqliteDataReader reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
        catch (SqliteException e) when (DamagedFiles.IsDamage(e))
        {
            throw Translate(e, connection.DataSource);
        }
    }

    /// <summary>Reads one number.</summary>
    public static long ReadNumber(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        try
        {
            using SqliteCommand command = connection.Command(sql, parameters);
            return command.ExecuteScalar() is long number ? number : 0;
        }
        catch (SqliteException e) when (DamagedFiles.IsDamage(e))
        {
            throw Translate(e, connection.DataSource);
        }
    }

    /// <summary>The failure as others may see it. Damage is remembered, so that the writer repairs it.</summary>
    public static Exception Translate(SqliteException failure, string path)
    {
        if (!DamagedFiles.IsDamage(failure))
        {
            return failure;
        }

        DamagedFiles.Report(path);
        return new StoreDamagedException($"A page of '{path}' is not what was written to it ({failure.Message}).", failure);
    }

    /// <summary>Runs a statement that returns nothing that anybody reads.</summary>
    public static void Run(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        using SqliteCommand command = connection.Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    /// <summary>Time of a column of microseconds.</summary>
    public static DateTimeOffset Time(this SqliteDataReader reader, int column) => FromUs(reader.GetInt64(column));

    /// <summary>Time of a column of microseconds that may be NULL or 0.</summary>
    public static DateTimeOffset? TimeOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) || reader.GetInt64(column) == 0 ? null : FromUs(reader.GetInt64(column));

    /// <summary>Text of a column that may be NULL.</summary>
    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>An area column as its code.</summary>
    public static string Area(this SqliteDataReader reader, int column)
    {
        long area = reader.GetInt64(column);
        return area == 0 ? string.Empty : area.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A moment that a damaged or absurd clock may have put outside the calendar: then the nearest end of it.</summary>
    public static DateTimeOffset FromUs(long us) => UnixMicros.ToTime(us);

    private static SqliteCommand Command(this SqliteConnection connection, string sql, ReadOnlySpan<object?> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants; values go in as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue($"?{i + 1}", parameters[i] ?? DBNull.Value);
        }

        return command;
    }
}
