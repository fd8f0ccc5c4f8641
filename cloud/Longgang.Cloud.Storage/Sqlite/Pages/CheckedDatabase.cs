using System.Globalization;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary>Opens databases through <see cref="ChecksumVfs"/>. All of the product's connections are made here.</summary>
internal static class CheckedDatabase
{
    /// <summary>Marks the header of a database whose pages have checksums (<c>PRAGMA application_id</c>), "LgCk".</summary>
    public const int ApplicationId = 0x4C67436B;

    /// <summary>The connection string of a database.</summary>
    public static string ConnectionString(string path, SqliteOpenMode mode, bool pooling)
    {
        ChecksumVfs.Register();
        return new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = pooling, DefaultTimeout = 5, Vfs = ChecksumVfs.Name }.ToString();
    }

    /// <summary>Makes an empty database for a bulk of rows, not for commits: a crash leaves rubbish.</summary>
    public static SqliteConnection Create(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            connection.Open();
            int result = NativeSqlite.Reserve(connection.Handle!, PageChecksum.ReservedBytes);
            if (result != raw.SQLITE_OK)
            {
                throw new InvalidOperationException($"SQLite reserves no bytes for checksums: error {result}.");
            }

            connection.Run("PRAGMA journal_mode=OFF");
            connection.Run("PRAGMA synchronous=OFF");
            connection.Run("PRAGMA foreign_keys=OFF");
            connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
