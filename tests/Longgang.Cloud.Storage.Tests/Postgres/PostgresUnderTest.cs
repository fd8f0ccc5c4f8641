using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Storage.Postgres;
using Longgang.Cloud.Storage.Postgres.Writing;
using Longgang.Cloud.Storage.Retention;
using Longgang.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Longgang.Cloud.Storage.Tests.Postgres;

/// <summary>A PostgreSQL store on a database; several of them on one database are replicas.</summary>
internal sealed class PostgresUnderTest : StoreUnderTest
{
    private PostgresUnderTest(string connectionString, FakeTimeProvider time)
    {
        ConnectionString = connectionString;
        Time = time;
        Make();
    }

    public string ConnectionString { get; }

    public FakeTimeProvider Time { get; }

    public RetentionOptions Retention { get; } = new();

    public PostgresDatabase Database { get; private set; } = null!;

    public DayPartitions Partitions { get; private set; } = null!;

    public override IIngestStore Ingest => Store;

    public override IAlertStore Alerts => new PostgresAlertStore(Database, [], Time);

    public override IAnnouncementStore Announcements => new PostgresAnnouncementStore(Database, [Ear], Time);

    public override ICommandOutbox Commands => new PostgresCommandOutbox(Database);

    public override ISpeakerStore Speakers => new PostgresSpeakerStore(Database);

    public override IFleetStore Fleet => Boxes;

    public override ILedgerReader Ledger => new PostgresLedgerReader(Database);

    public override IScanReader Scans => new PostgresScanReader(Database);

    public override ISecurityLog Security => new PostgresSecurityLog(Database);

    private PostgresIngestStore Store { get; set; } = null!;

    private PostgresFleetStore Boxes { get; set; } = null!;

    /// <summary>A store on a new database.</summary>
    public static async Task<PostgresUnderTest> StartAsync(PostgresFixture fixture)
    {
        PostgresServer server = await fixture.ServerAsync();
        return await StartAsync(await server.CreateDatabaseAsync());
    }

    /// <summary>A store on a database that there is.</summary>
    public static async Task<PostgresUnderTest> StartAsync(string connectionString, FakeTimeProvider? time = null)
    {
        var store = new PostgresUnderTest(connectionString, time ?? new FakeTimeProvider(BatchFactory.Start.AddDays(1)));
        await store.Database.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        Make();
        await Database.StartAsync(CancellationToken.None);
    }

    public override async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        Store.Dispose();
        Boxes.Dispose();
        await Database.DisposeAsync();
    }

    private void Make()
    {
        Database = new PostgresDatabase(
            Options.Create(new PostgresStorageOptions { ConnectionString = ConnectionString }), Time, NullLogger<PostgresDatabase>.Instance);
        Partitions = new DayPartitions(Options.Create(Retention));
        Store = new PostgresIngestStore(Database, Partitions, [], Time, [Ear]);
        Boxes = new PostgresFleetStore(Database);
    }
}
