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
