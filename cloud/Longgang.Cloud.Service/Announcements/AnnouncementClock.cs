using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Ingestion;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>
/// Does what nobody asks for: sends occurrences whose time has come, sends commands again that boxes have not answered, and closes what is over. One replica of all does it.
/// </summary>
public sealed partial class AnnouncementClock(
    AnnouncementBell bell,
    AnnouncementDispatch dispatch,
    CommandPublisher publisher,
    IAnnouncementStore announcements,
    ICommandOutbox outbox,
    IDispatchTurn turn,
    TimeProvider time,
    ILogger<AnnouncementClock> logger) : BackgroundService
{
    private const int Page = 500;

    // A flood of receipts rings all the time.
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(2);

    // Whoever has written a command publishes it himself, at once: only what is left lying is the clock's.
    private static readonly TimeSpan _left = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _looksAtLive = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _looksAtRetracted = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private Dictionary<string, long> _unsent = new(StringComparer.Ordinal);
    private DateTimeOffset _liveAgain;
    private DateTimeOffset _retractedAgain;
    private bool _changed = true;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        TimeSpan pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                TimeSpan wait;
                try
                {
                    wait = await RunAsync(stoppingToken);
                    if (pause > TimeSpan.Zero)
                    {
                        pause = TimeSpan.Zero;
                        LogResumed();
                    }
                }
                catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException or CommandTransportException)
                {
                    if (pause == TimeSpan.Zero)
                    {
                        LogPaused(e);
                    }

                    wait = pause = pause == TimeSpan.Zero ? StorePause.First : StorePause.After(pause);
                    await Task.Delay(wait, time, stoppingToken);
                    continue;
                }

                _changed |= await bell.WaitAsync(wait, time, stoppingToken);
                await Task.Delay(_least, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what was not sent is in the store.
        }
    }

    /// <summary>Everything that is due now.</summary>
    /// <returns>How long there is nothing to do.</returns>
    private async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        if (!await turn.IsOursAsync(cancellationToken))
        {
            return _most;
        }

        DateTimeOffset now = time.GetUtcNow();
        CommandTransportException? failure = null;
        bool isInHand = false;
        foreach (Announcement due in await announcements.ListDueAsync(now, Page, cancellationToken))
        {
            if (due.State == AnnouncementState.Dispatching && (now - due.ChangedAt).Duration() < _left)
            {
                isInHand = true;
                continue;
            }

            try
            {
                await dispatch.AdvanceAsync(due, cancellationToken);
            }
            catch (CommandTransportException e)
            {
                // The broker is away. What has to be closed is closed all the same.
                failure = e;
            }
        }

        if (publisher.HasTransport && failure is null)
        {
            IReadOnlyList<DueCommand> due = await outbox.ListDueAsync(time.GetUtcNow(), Page, cancellationToken);
            DueCommand[] left = [.. due.Where(IsLeft)];
            _unsent = due.Where(command => command.Gateway is null).ToDictionary(command => command.Id, command => _unsent.GetValueOrDefault(command.Id, time.GetTimestamp()), StringComparer.Ordinal);
            isInHand |= left.Length < due.Count;
            await publisher.PublishAsync(left, cancellationToken);
        }

        await EndCompleteAsync(now, cancellationToken);
        await CloseRetractedAsync(now, cancellationToken);
        if (failure is not null)
        {
            throw failure;
        }

        DateTimeOffset?[] next = [await announcements.ReadNextDueAsync(cancellationToken), await outbox.ReadNextDueAsync(now, cancellationToken), _changed ? _liveAgain : null];
        now = time.GetUtcNow();

        // What is due and stays so cannot be done now, e.g. without a key.
        return next.Where(at => at > now).Select(at => at!.Value - now).Append(isInHand ? _left : _most).Min();
    }

    private bool IsLeft(DueCommand command) => command.Gateway is not null || (_unsent.TryGetValue(command.Id, out long seen) && time.GetElapsedTime(seen) >= _left);

    private async Task EndCompleteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_changed || now < _liveAgain)
        {
            return;
        }

        _changed = false;
        long begun = time.GetTimestamp();
        foreach (Announcement live in await announcements.ListAsync(new AnnouncementQuery(AnnouncementState.Live, null, Page), cancellationToken))
        {
            await dispatch.EndIfCompleteAsync(live, cancellationToken);
        }

        // Never more than a tenth of the time, however many there are.
        TimeSpan took = time.GetElapsedTime(begun) * 10;
        _liveAgain = now + (took > _looksAtLive ? took : _looksAtLive);
    }

    // A retracted announcement is over, but its speakers and those of its correction have to end somewhere too.
    private async Task CloseRetractedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now < _retractedAgain)
        {
            return;
        }

        _retractedAgain = now + _looksAtRetracted;
        long? before = null;
        IReadOnlyList<Announcement> page;
        do
        {
            page = await announcements.ListAsync(new AnnouncementQuery(AnnouncementState.Retracted, before, Page), cancellationToken);
            foreach (Announcement retracted in page.Where(retracted => !_closed.Contains(retracted.Id)))
            {
                if (retracted.Current is { } current && now >= current.Expires + Announcement.ClosedAfter)
                {
                    await CloseAsync(retracted.Id, retracted.Occurrence, cancellationToken);
                }

                if (now >= CommandComposer.CorrectionExpires(retracted) + Announcement.ClosedAfter)
                {
                    await CloseAsync(retracted.CorrectionId, 1, cancellationToken);
                    _closed.Add(retracted.Id);
                }
            }

            before = page.Count > 0 ? page[^1].Number : before;
        }
        while (page.Count == Page);
    }

    private async Task CloseAsync(string id, int occurrence, CancellationToken cancellationToken)
    {
        if ((await announcements.ReadPartsAsync(id, occurrence, cancellationToken)).Any(part => !part.IsFinal))
        {
            await announcements.CloseSilentAsync(id, occurrence, cancellationToken);
        }
    }

    [LoggerMessage(5600, LogLevel.Warning, "Announcements wait: the store or the broker is away. What is due is sent when it is back, unless it has expired by then")]
    private partial void LogPaused(Exception exception);

    [LoggerMessage(5601, LogLevel.Information, "Announcements go on")]
    private partial void LogResumed();
}
