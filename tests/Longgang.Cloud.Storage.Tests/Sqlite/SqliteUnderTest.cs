using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Storage.Sqlite;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

/// <summary>A SQLite store in a directory of its own.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly bool _ownsDirectory;

    private SqliteUnderTest(string directory, bool ownsDirectory)
    {
        _ownsDirectory = ownsDirectory;
        Directory = directory;
        Options = Microsoft.Extensions.Options.Options.Create(new SqliteStorageOptions { Path = Path.Combine(directory, "district.db") });
        Readers = new SqliteReaders(Options);
        Writer = NewWriter();
    }

    public string Directory { get; }

    public IOptions<SqliteStorageOptions> Options { get; }

    public FakeTimeProvider Time { get; } = new(BatchFactory.Start.AddDays(1));

    public SqliteReaders Readers { get; }

    public SqliteWriter Writer { get; private set; }

    public override IIngestStore Ingest => new SqliteIngestStore(Writer);

    public override IAlertStore Alerts => new SqliteAlertStore(Writer, Readers);

    public override IAnnouncementStore Announcements => new SqliteAnnouncementStore(Writer, Readers);

    public override ICommandOutbox Commands => new SqliteCommandOutbox(Writer, Readers);

    public override ISpeakerStore Speakers => new SqliteSpeakerStore(Readers);

    public override IFleetStore Fleet => new SqliteFleetStore(Writer, Readers);

    public override ILedgerReader Ledger => new SqliteLedgerReader(Readers);

    public override IScanReader Scans => new SqliteScanReader(Readers);

    public override ISecurityLog Security => new SqliteSecurityLog(Writer, Readers);

    public static async Task<SqliteUnderTest> StartAsync(string? directory = null)
    {
        var store = new SqliteUnderTest(directory ?? System.IO.Directory.CreateTempSubdirectory("lg-cloud-").FullName, directory is null);
        await store.Writer.StartAsync(CancellationToken.None);
        return store;
    }

    public override async Task RestartAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        Writer = NewWriter();
        await Writer.StartAsync(CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        Writer.Dispose();
        Readers.Close();
        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private SqliteWriter NewWriter() => new(Options, Readers, [], Time, NullLogger<SqliteWriter>.Instance, [Ear]);
}
