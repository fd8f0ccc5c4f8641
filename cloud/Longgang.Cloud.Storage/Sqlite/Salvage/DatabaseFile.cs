using System.Globalization;
using Longgang.Cloud.Storage.Sqlite.Pages;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>
/// The file of a database before it is opened: made when there is none, given checksums when it has none, repaired when it is damaged. What takes its place is made beside
/// it under another name, synced, renamed to one that says that it is complete, and only then put there: whatever is interrupted is done again or finished.
/// </summary>
internal static class DatabaseFile
{
    private const string Making = ".making";
    private const string Converted = ".converted";
    private const string Salvaged = ".salvaged";

    /// <summary>The copy of the schema's map beside a database.</summary>
    public static string MapOf(string path) => path + ".map";

    /// <summary>Prepares a file that no connection of this process has open.</summary>
    /// <param name="path">The database.</param>
    /// <param name="look">Whether to look at every page.</param>
    /// <param name="now">For the name of what is set aside.</param>
    /// <returns>What was damaged; null: nothing was found to be.</returns>
    public static DatabaseDamage? Prepare(string path, bool look, DateTimeOffset now)
    {
        string aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{now:yyyyMMdd'T'HHmmss'Z'}");
        Finish(path, aside);
        File.Delete(path + Making);
        if (!File.Exists(path))
        {
            Make(path);
            return File.Exists(MapOf(path)) ? new DatabaseDamage("the file was gone, and everything in it is lost. The ledger begins anew", "none") : null;
        }

        if (LegacyConversion.IsLegacy(path))
        {
            LegacyConversion.Copy(path, path + Making);
            File.Move(path + Making, path + Converted);
            Finish(path, aside);
        }

        return look ? Look(path, aside) : null;
    }

    private static void Make(string path)
    {
        using (SqliteConnection database = CheckedDatabase.Create(path + Making))
        {
            SqliteMigrations.Apply(database);
        }

        DurableFile.Sync(path + Making);
        DeleteLog(path);
        File.Move(path + Making, path);
    }

    private static DatabaseDamage? Look(string path, string aside)
    {
        using PageSource source = PageSource.Open(path);
        DamagedFiles.Forget(path);
        if (source.Bad.Count > 0 || source.Count == 0)
        {
            return Salvage(path, source, aside);
        }

        if (source.LogBreak is not { } broken)
        {
            return null;
        }

        // SQLite takes the log up to there, and the boxes' own figures tell how much is missing.
        File.Copy(path + "-wal", aside + "-wal", overwrite: true);
        return new DatabaseDamage(
            $"of the write-ahead log {broken}; what was stored in it is lost, and the ledger does not balance where boxes have reported more than there is", aside + "-wal");
    }

    private static DatabaseDamage Salvage(string path, PageSource source, string aside)
    {
        DatabaseDamage damage;
        using (SqliteConnection database = CheckedDatabase.Create(path + Making))
        {
            string what = new DatabaseSalvage(source, database).Run(MapOf(path));
            damage = new DatabaseDamage(source.LogBreak is { } broken ? $"{what}; of the write-ahead log {broken}" : what, aside);
        }

        DurableFile.Sync(path + Making);
        File.Move(path + Making, path + Salvaged);
        Finish(path, aside);
        return damage;
    }

    /// <summary>Writes a damage down.</summary>
    public static void Record(SqliteConnection database, DatabaseDamage damage, DateTimeOffset now) => database.Run(
        "INSERT INTO damages (at_us, what, kept) VALUES (?1, ?2, ?3)", now.ToUnixTimeMilliseconds() * 1000, damage.What, damage.Kept);

    /// <summary>Puts what is complete into its place. Its predecessor's log must not be brought into it.</summary>
    private static void Finish(string path, string aside)
    {
        if (File.Exists(path + Converted))
        {
            DeleteLog(path);
            File.Move(path + Converted, path, overwrite: true);
        }

        if (File.Exists(path + Salvaged))
        {
            if (File.Exists(path + "-wal"))
            {
                File.Move(path + "-wal", aside + "-wal", overwrite: true);
            }

            DeleteLog(path);
            if (File.Exists(path))
            {
                File.Move(path, aside, overwrite: true);
            }

            File.Move(path + Salvaged, path);
        }
    }

    private static void DeleteLog(string path)
    {
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }
}
