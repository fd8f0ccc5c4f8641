using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Security;

namespace Longgang.Cloud.Storage.Tests;

/// <summary>The ports of one running store.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    public abstract IIngestStore Ingest { get; }

    public abstract IAlertStore Alerts { get; }

    public abstract IAnnouncementStore Announcements { get; }

    public abstract ICommandOutbox Commands { get; }

    public abstract ISpeakerStore Speakers { get; }

    /// <summary>Hears of changes of announcements.</summary>
    public AnnouncementEar Ear { get; } = new();

    public abstract IFleetStore Fleet { get; }

    public abstract ILedgerReader Ledger { get; }

    public abstract IScanReader Scans { get; }

    public abstract ISecurityLog Security { get; }

    /// <summary>Stops it in order and starts it on the same data.</summary>
    public abstract Task RestartAsync();

    public abstract ValueTask DisposeAsync();

    public async Task<CommitResult> CommitAsync(params IngestItem[] items) => await Ingest.CommitAsync(items, TestContext.Current.CancellationToken);

    public async Task<LaneBooks> BooksAsync(UInt128 outbox) =>
        (await Ledger.ReadBooksAsync(TestContext.Current.CancellationToken)).Single(books => books.Outbox == BatchIdentity.OutboxText(outbox));

    public async Task<IReadOnlyList<ExportedEvent>> ExportAsync()
    {
        var all = new List<ExportedEvent>();
        IReadOnlyList<ExportedEvent> page;
        do
        {
            page = await Scans.ExportAsync(all.Count == 0 ? 0 : all[^1].Id, 1000, TestContext.Current.CancellationToken);
            all.AddRange(page);
        }
        while (page.Count > 0);
        return all;
    }
}
