using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Postgres;
using Longgang.Cloud.Storage.Postgres.Writing;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Tests.Postgres;

public sealed class PostgresFailureTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("53100")] // disk full
    [InlineData("58030")] // I/O error
    [InlineData("57P01")] // shutting down
    [InlineData("42P01")] // somebody dropped a table
    public async Task Commit_DatabaseCannotWrite_NothingKeptThenRecovers(string state)
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 10));
        await FailAsync(store, state, "true");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync(box.Scans(11, 10), box.Scans(21, 10)));
        string? failure = store.Database.Failure;
        await ExecuteAsync(store, "DROP TRIGGER fails ON batches");
        int between = (await store.ExportAsync()).Count;
        CommitResult result = await store.CommitAsync(box.Scans(11, 10), box.Scans(21, 10));

        Assert.NotNull(failure);
        Assert.Equal(10, between);
        Assert.All(result.Outcomes, outcome => Assert.Equal((AckStatus.Stored, false), (outcome.Status, outcome.Repeated)));
        Assert.Null(store.Database.Failure);
        Assert.Equal(30, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Commit_OneBatchCannotBeWritten_OnlyThatOneIsQuarantined()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        var box = new BatchFactory();
        Event poison = BatchFactory.Scan("sentinel-0001", 11);
        poison.Scan.Masked = "a\0b"; // no text to PostgreSQL

        CommitResult result = await store.CommitAsync(box.Scans(1, 10), box.Item(11, poison), box.Scans(12, 10));

        Assert.Equal([AckStatus.Stored, AckStatus.Quarantined, AckStatus.Stored], result.Outcomes.Select(outcome => outcome.Status));
        Assert.StartsWith("the store cannot write it", result.Outcomes[1].Reason, StringComparison.Ordinal);
        Assert.Equal(20, (await store.ExportAsync()).Count);
        Assert.Equal((20L, 1L), ((await store.BooksAsync(box.Outbox)).Stored.Count, (await store.BooksAsync(box.Outbox)).Quarantined.Count));
    }

    [Fact]
    public async Task Commit_AnswerLost_RetryFindsItStored()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        var box = new BatchFactory();
        await using PostgresUnderTest other = await PostgresUnderTest.StartAsync(store.ConnectionString, store.Time);
        await store.CommitAsync(box.Scans(1, 10));

        // The same batch by another replica is what a retry after a lost answer looks like.
        CommitResult retry = await other.CommitAsync(box.Scans(1, 10));

        Assert.Equal((AckStatus.Stored, true, 0), (retry.Outcomes[0].Status, retry.Outcomes[0].Repeated, retry.Events));
        Assert.Equal(10, (await store.ExportAsync()).Count);
    }

    [Fact]
    public async Task Export_TransactionWithLowerNumbersRuns_PageEndsBeforeIt()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        await store.CommitAsync(new BatchFactory(outbox: 1).Scans(1, 5, "early"));
        await using NpgsqlConnection connection = await store.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using NpgsqlTransaction running = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ReadNumberAsync(EventNumbers.Announce, [], TestContext.Current.CancellationToken);
        await connection.ReadNumberAsync(EventNumbers.Take, [1], TestContext.Current.CancellationToken);
        await store.CommitAsync(new BatchFactory(outbox: 2).Scans(1, 5, "late"));

        int during = (await store.ExportAsync()).Count;
        await running.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(5, during);
        Assert.Equal(10, (await store.ExportAsync()).Count);
    }

    [Theory]
    [InlineData("synchronous_commit")]
    public async Task Start_CommitsWouldNotBeDurable_Refused(string setting)
    {
        string database = await (await fixture.ServerAsync()).CreateDatabaseAsync();
        string name = new NpgsqlConnectionStringBuilder(database).Database!;
        await (await fixture.ServerAsync()).ExecuteAsync("postgres", $"ALTER DATABASE {name} SET {setting} = off");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresUnderTest.StartAsync(database));

        Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_AllWrong_EveryErrorNamesItsKey()
    {
        var options = new PostgresStorageOptions
        {
            ConnectionString = "Host=a;Password=b",
            PasswordFile = "/nonexistent",
            MaxConnections = 1,
            CommandTimeout = TimeSpan.Zero,
        };

        string[] failures = [.. new PostgresStorageOptionsValidator().Validate(null, options).Failures!];

        Assert.Equal(5, failures.Length); // the password and the missing database are two
        Assert.All(
            ["ConnectionString", "PasswordFile", "MaxConnections", "CommandTimeout"],
            key => Assert.Contains(failures, failure => failure.StartsWith("Storage:Postgres:" + key, StringComparison.Ordinal)));
        Assert.DoesNotContain(failures, failure => failure.Contains("Password=b", StringComparison.Ordinal));
    }

    private static Task<int> FailAsync(PostgresUnderTest store, string state, string when) => ExecuteAsync(
        store,
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made to fail' USING ERRCODE = '" + state + "'; END $$;"
        + "CREATE TRIGGER fails BEFORE INSERT ON batches FOR EACH ROW WHEN (" + when + ") EXECUTE FUNCTION fail()");

    private static Task<int> ExecuteAsync(PostgresUnderTest store, string sql) => store.Database.UseAsync(
        connection => connection.RunAsync(sql, [], TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
}
