using Longgang.Cloud.Storage.Sqlite;
using Longgang.Cloud.Storage.Sqlite.Pages;
using Longgang.Cloud.Storage.Sqlite.Salvage;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

public sealed class DatabaseFileTests
{
    private static readonly DateTimeOffset Now = BatchFactory.Start;

    [Fact]
    public void Prepare_ConversionStoppedAnywhere_IsDoneAgainOrFinished()
    {
        using var folder = new TestKit.TemporaryFolder();
        string path = folder.PathTo("district.db");

        // Stopped while it was made: rubbish under the working name.
        MakeLegacy(path);
        File.WriteAllText(path + ".making", "half a database");
        Assert.Null(DatabaseFile.Prepare(path, look: true, Now));
        AssertConverted(path);

        // Stopped when it was complete, before it was put in its place; the log of the old one still lies there.
        File.Move(path, path + ".converted");
        MakeLegacy(path);
        File.WriteAllText(path + "-wal", "the log of the old one");
        Assert.Null(DatabaseFile.Prepare(path, look: true, Now));
        AssertConverted(path);
        Assert.False(File.Exists(path + "-wal"));
    }

    [Fact]
    public void Prepare_SalvageStoppedBetweenTwoRenames_IsFinished()
    {
        using var folder = new TestKit.TemporaryFolder();
        string path = folder.PathTo("district.db");
        MakeLegacy(path);
        DatabaseFile.Prepare(path, look: true, Now);
        File.Move(path, path + ".salvaged");

        Assert.Null(DatabaseFile.Prepare(path, look: true, Now));

        AssertConverted(path);
    }

    [Fact]
    public void Prepare_FileGone_IsSaid()
    {
        using var folder = new TestKit.TemporaryFolder();
        string path = folder.PathTo("district.db");
        Assert.Null(DatabaseFile.Prepare(path, look: true, Now));
        File.Delete(path);
        new SchemaMap(1, []).Write(DatabaseFile.MapOf(path));

        Assert.Contains("gone", DatabaseFile.Prepare(path, look: true, Now)!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void IsSound_AnyBitOrAnotherPlace_IsNot()
    {
        var page = new byte[PageChecksum.PageBytes];
        new Random(1).NextBytes(page);
        PageChecksum.Seal(page, 7);
        Assert.True(PageChecksum.IsSound(page, 7));
        Assert.False(PageChecksum.IsSound(page, 8));
        Assert.False(PageChecksum.IsSound(new byte[PageChecksum.PageBytes], 7));
        for (int bit = 0; bit < page.Length * 8; bit++)
        {
            page[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(PageChecksum.IsSound(page, 7), $"bit {bit}");
            page[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    /// <summary>A large transaction spills into the log and rewrites pages there before it commits; their checksums are right only then.</summary>
    [Fact]
    public void Transaction_LargerThanTheCache_ReadsItsOwnPagesBack()
    {
        using var folder = new TestKit.TemporaryFolder();
        string path = folder.PathTo("district.db");
        DatabaseFile.Prepare(path, look: true, Now);
        using var connection = new SqliteConnection(CheckedDatabase.ConnectionString(path, SqliteOpenMode.ReadWrite, pooling: false));
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA cache_size=10; PRAGMA cache_spill=10; PRAGMA wal_autocheckpoint=0; BEGIN");
        for (int round = 0; round < 3; round++)
        {
            Execute(connection, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO boots (boot) SELECT randomblob(100) FROM n");
            Execute(connection, "UPDATE boots SET boot = randomblob(100) WHERE id % 3 = 0");
        }

        Execute(connection, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
        Assert.Equal(9000L, Scalar(connection, "SELECT count(*) FROM boots"));
        Assert.Equal("ok", Scalar(connection, "PRAGMA integrity_check"));
    }

    private static void MakeLegacy(string path)
    {
        File.Delete(path);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        SqliteMigrations.Apply(connection, 4);
        Execute(connection, "INSERT INTO gateways (id, name, last_seen_us) VALUES (1, 'gw-001', 0)");
    }

    private static void AssertConverted(string path)
    {
        Assert.False(LegacyConversion.IsLegacy(path));
        Assert.Equal(8, File.ReadAllBytes(path)[20]);
        using PageSource pages = PageSource.Open(path);
        Assert.Empty(pages.Bad);
        using var connection = new SqliteConnection(CheckedDatabase.ConnectionString(path, SqliteOpenMode.ReadWrite, pooling: false));
        connection.Open();
        Assert.Equal("gw-001", Scalar(connection, "SELECT name FROM gateways"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.making"));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
