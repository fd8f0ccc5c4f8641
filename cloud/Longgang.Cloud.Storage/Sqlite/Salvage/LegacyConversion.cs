using System.Globalization;
using Longgang.Cloud.Storage.Sqlite.Pages;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Copies a database of a version that had no checksums into one that has. Whatever stops it, the old one is whole.</summary>
internal static class LegacyConversion
{
    // "SQLite format 3", and then: the bytes reserved in a page at 20, the application id at 68.
    private const int HeaderBytes = 100;

    /// <summary>Whether a file is a database of such a version. One bit that changed does not make a database with checksums look like one.</summary>
    public static bool IsLegacy(string path)
    {
        var header = new byte[HeaderBytes];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && header.AsSpan().StartsWith("SQLite format 3\0"u8)
            && header[20] == 0
            && !header.AsSpan(68, 4).ContainsAnyExcept((byte)0);
    }

    /// <summary>Copies it.</summary>
    /// <param name="path">The old database; its log is brought in.</param>
    /// <param name="target">The new one, complete and synced when this returns.</param>
    public static void Copy(string path, string target)
    {
        using var old = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        old.Open();
        long version = old.ReadNumber("PRAGMA user_version");
        using (SqliteConnection database = CheckedDatabase.Create(target))
        {
            SqliteMigrations.Apply(database, (int)version);
            database.Run("BEGIN");
            foreach (string table in old.ReadAll("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'", static row => row.GetString(0)))
            {
                using var rows = new TableTarget(database, table);
                Copy(old, table, rows);
            }

            database.Run("COMMIT");
            AlertNumbers.GoOnAfter(database, old.ReadNumber("SELECT max(change) FROM alert_changes"));
            SqliteMigrations.Apply(database);
            EventIds.Fill(database);
        }

        DurableFile.Sync(target);
    }

    private static void Copy(SqliteConnection old, string table, TableTarget rows)
    {
        using SqliteCommand command = old.CreateCommand();
#pragma warning disable CA2100 // A name out of the schema.
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT {rows.Columns} FROM \"{table}\"");
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        var values = new object?[reader.FieldCount];
        while (reader.Read())
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = reader.GetValue(i);
            }

            rows.Insert(values);
        }
    }
}
