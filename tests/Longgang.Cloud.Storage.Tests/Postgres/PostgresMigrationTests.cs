using Longgang.Cloud.Storage.Postgres;
using Longgang.TestKit;
using Npgsql;

namespace Longgang.Cloud.Storage.Tests.Postgres;

public sealed class PostgresMigrationTests(PostgresFixture fixture)
{
    /// <summary>
    /// The migrating connection is killed after its first statement, then after its second, and so on until none is left: each time nothing stays
    /// behind, and the next attempt begins anew.
    /// </summary>
    [Fact]
    public async Task Apply_KilledAfterEveryStatement_NothingHalfAndThenWhole()
    {
        PostgresServer server = await fixture.ServerAsync();
        string database = await server.CreateDatabaseAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(
            source,
            "CREATE SCHEMA test; CREATE SEQUENCE test.seen; CREATE TABLE test.plan (at int); INSERT INTO test.plan VALUES (0);"
            + "CREATE FUNCTION test.die() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('test.seen') = (SELECT at FROM test.plan) "
            + "THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; END $$;"
            + "CREATE EVENT TRIGGER die ON ddl_command_end EXECUTE FUNCTION test.die()");
        int kills = 0;
        int at = 0;
        var relationsOf = new Dictionary<long, long> { [0] = 0 };
        bool whole = false;
        while (!whole)
        {
            await ExecuteAsync(source, $"ALTER SEQUENCE test.seen RESTART; UPDATE test.plan SET at = {at + 2}; SELECT setval('test.seen', 1)");
            try
            {
                await PostgresMigrations.ApplyAsync(source, TestContext.Current.CancellationToken);
                whole = true;
            }
            catch (NpgsqlException)
            {
                kills++;
                at++;
                await using NpgsqlConnection connection = await OpenAsync(source);

                // A version that is committed stays, with all that it has, also when the next one dies half-way.
                long relations = await connection.ReadNumberAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", [], TestContext.Current.CancellationToken);
                long versions = relations == 0 ? 0 : await connection.ReadNumberAsync("SELECT count(*) FROM schema_versions", [], TestContext.Current.CancellationToken);
                if (relationsOf.TryAdd(versions, relations))
                {
                    at = 0;
                }

                Assert.Equal(relationsOf[versions], relations);
            }
        }

        Assert.True(kills > 50, $"only {kills} attempts were killed");
        Assert.Equal(Enumerable.Range(0, PostgresMigrations.Current).Select(version => (long)version), relationsOf.Keys.Order().Take(PostgresMigrations.Current));
        await ExecuteAsync(source, "DROP EVENT TRIGGER die");
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(database);
        await store.CommitAsync(new BatchFactory().Scans(1, 10));
        Assert.Equal(10, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Start_ReplicasTogetherOnAnEmptyDatabase_OneMigratesAndAllStart()
    {
        string database = await (await fixture.ServerAsync()).CreateDatabaseAsync();

        PostgresUnderTest[] replicas = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostgresUnderTest.StartAsync(database)));

        await using NpgsqlConnection connection = await OpenAsync(replicas[0].Database.Source);
        Assert.Equal(
            PostgresMigrations.Current, await connection.ReadNumberAsync("SELECT count(*) FROM schema_versions", [], TestContext.Current.CancellationToken));
        foreach (PostgresUnderTest replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_SchemaOfANewerVersion_RefusedWithBothNumbers()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        await ExecuteAsync(store.Database.Source, "INSERT INTO schema_versions (version, script) VALUES (999, 'of the future')");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresUnderTest.StartAsync(store.ConnectionString));

        Assert.Contains("999", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync(source);
        await connection.RunAsync(sql, [], TestContext.Current.CancellationToken);
    }

    /// <summary>An open connection; the pool may still hold one that was killed.</summary>
    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source)
    {
        source.Clear();
        return await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
    }
}
