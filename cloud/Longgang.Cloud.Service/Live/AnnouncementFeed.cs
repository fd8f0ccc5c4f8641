using System.Threading.Channels;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;

namespace Longgang.Cloud.Service.Live;

/// <summary>
/// Broadcasts committed changes of announcements to the listeners of <see cref="LiveFeed"/>. The first change goes out at once, and what comes within the next moment goes out together:
/// the receipts of a district are not a message each.
/// </summary>
public sealed partial class AnnouncementFeed(IServiceProvider services, LiveFeed feed, TimeProvider time, ILogger<AnnouncementFeed> logger)
    : BackgroundService, IAnnouncementChangeListener
{
    private const int Page = 5000;
    private static readonly TimeSpan _together = TimeSpan.FromMilliseconds(150);

    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private long _last;

    /// <inheritdoc/>
    public void OnAnnouncementsCommitted(long lastChange) => _bell.Writer.TryWrite(true);

    /// <summary>Finds where the stream starts. The store is resolved here, because the store's writer in turn rings this feed's bell.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _last = await services.GetRequiredService<IAnnouncementStore>().ReadLastChangeAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        IAnnouncementStore announcements = services.GetRequiredService<IAnnouncementStore>();
        try
        {
            await foreach (bool _ in _bell.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await SendChangesAsync(announcements, stoppingToken);
                    await Task.Delay(_together, time, stoppingToken);
                }
                catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException)
                {
                    // The bell rings again: what is new stays new until it has been read.
                    LogPostponed(e);
                    await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
                    OnAnnouncementsCommitted(_last);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task SendChangesAsync(IAnnouncementStore announcements, CancellationToken cancellationToken)
    {
        // In this order: who joins after the count reads a last change that is no older than this one, and catches up to it by himself.
        long last = await announcements.ReadLastChangeAsync(cancellationToken);
        if (feed.ListenerCount == 0)
        {
            _last = last;
            return;
        }

        IReadOnlyList<AnnouncementChange> changes;
        do
        {
            changes = await announcements.ReadChangesAsync(_last, Page, cancellationToken);
            foreach (LiveFrame frame in await AnnouncementFrames.OfAsync(changes, announcements, cancellationToken))
            {
                feed.Broadcast(frame);
            }

            _last = changes.Count > 0 ? changes[^1].Number : _last;
        }
        while (changes.Count == Page);
    }

    [LoggerMessage(5503, LogLevel.Warning, "Changes of announcements cannot be read now; the live stream goes on when they can")]
    private partial void LogPostponed(Exception exception);
}
