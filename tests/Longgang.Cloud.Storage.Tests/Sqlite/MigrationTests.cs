using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Sqlite;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

public sealed class MigrationTests
{
    /// <summary>A database as the first version left it, with a box in it.</summary>
    [Fact]
    public async Task Start_DatabaseOfTheFirstVersion_IsBroughtUpAndKeepsWhatItHad()
    {
        string directory = Directory.CreateTempSubdirectory("lg-cloud-").FullName;
        try
        {
            await MakeAsync(Path.Combine(directory, "district.db"));
            await using (SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory))
            {
                LaneBooks books = await store.BooksAsync(1);
                Assert.Equal(("gw-001", Lane.Record, 7L), (books.Gateway, books.Lane, books.Report!.Accepted));
                Assert.Null(books.Report.Holds);
                await store.CommitAsync(new BatchFactory(outbox: 1).Scans(1, 7));
                await store.RestartAsync();
                Assert.Equal(7, (await store.BooksAsync(1)).Stored.Count);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A script that is stopped after any number of its steps leaves the version before, whole, and the next attempt begins anew.</summary>
    [Fact]
    public async Task Apply_StoppedAnywhere_NothingHalfAndThenWhole()
    {
        string directory = Directory.CreateTempSubdirectory("lg-cloud-").FullName;
        try
        {
            string path = Path.Combine(directory, "district.db");
            int stops = 0;
            int at = 0;
            var tablesOf = new Dictionary<long, long> { [0] = 0 };
            for (bool whole = false; !whole;)
            {
                await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                int left = ++at;
                raw.sqlite3_progress_handler(connection.Handle, 100, _ => --left < 0 ? 1 : 0, null);
                try
                {
                    SqliteMigrations.Apply(connection);
                    whole = true;
                }
                catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
                {
                    stops++;
                }

                // As if it had died there: what was begun is rolled back by whoever opens it next.
                await connection.CloseAsync();
                await using var next = new SqliteConnection($"Data Source={path};Pooling=False");
                await next.OpenAsync(TestContext.Current.CancellationToken);
                long version = next.ReadNumber("PRAGMA user_version");
                long tables = next.ReadNumber("SELECT count(*) FROM sqlite_schema");
                at = tablesOf.TryAdd(version, tables) ? 0 : at;
                Assert.Equal(tablesOf[version], tables);
            }

            Assert.True(stops > 10, $"only {stops} attempts were stopped");
            Assert.Contains(SqliteMigrations.Current, tablesOf.Keys);
            Assert.Contains(SqliteMigrations.Current - 1, tablesOf.Keys);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MakeAsync(string path)
    {
        await using Stream script = typeof(SqliteWriter).Assembly.GetManifestResourceStream("Longgang.Cloud.Storage.Sqlite.Migrations.0001_initial.sql")!;
        using var reader = new StreamReader(script);
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // an embedded script
        command.CommandText = await reader.ReadToEndAsync(TestContext.Current.CancellationToken)
            + "INSERT INTO gateways (id, name, last_seen_us) VALUES (1, 'gw-001', 0);"
            + "INSERT INTO outboxes (outbox, lane, gateway, reported_us, accepted) VALUES (x'00000000000000000000000000000001', 2, 1, 1, 7);"
            + "PRAGMA user_version = 1;";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
