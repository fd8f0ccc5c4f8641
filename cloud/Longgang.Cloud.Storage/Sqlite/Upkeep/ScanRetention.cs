using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Sqlite.Upkeep;

/// <summary>
/// Deletes old scans, and with them what only they needed (<see cref="BatchRetention"/>). A sweep walks all event ids round and round, a few
/// thousand at a time, so that a month-old scan that a box delivered today goes as surely as one that has grown old here.
/// </summary>
public sealed partial class ScanRetention(
    SqliteWriter writer,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<ScanRetention> logger) : BackgroundService
{
    // A stamp that was corrected counts by its receipt, like one of a clock that was never set.
    private const string Old =
        "id > ?1 AND id <= ?2 AND (id <= ?4 OR (quality IN (1, 2) AND box_us < ?3 AND NOT EXISTS (SELECT 1 FROM outboxes o JOIN clock_corrections k "
        + "ON k.gateway = o.gateway AND k.boot = (SELECT boot FROM batches WHERE outbox = o.id AND first <= scans.sequence ORDER BY first DESC LIMIT 1) "
        + "AND k.from_us <= scans.monotonic_us AND scans.monotonic_us < k.to_us WHERE o.id = scans.outbox)))";

    // A scan may be a little older by the box's clock than by its receipt.
    private static readonly TimeSpan _batchesOutliveScans = TimeSpan.FromDays(1);

    private readonly BatchRetention _batches = new();
    private long _position;
    private long _device;

    /// <summary>Looks at the next rows.</summary>
    /// <returns>How many scans were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset cutoff = now - options.Value.Scans;
        (int deleted, _position, _device, (long, long) batches) = await writer.WriteAsync(
            session =>
            {
                (int gone, long position) = Sweep(session, _position, options.Value.SweepRows, WriterSession.ToUs(cutoff));
                return (gone, position, PruneIndex(session, _device), _batches.Sweep(
                    session, options.Value.SweepRows, WriterSession.ToUs(cutoff - _batchesOutliveScans), WriterSession.ToUs(now - options.Value.Quarantine)));
            },
            cancellationToken);
        _batches.MoveTo(batches);
        return deleted;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    int deleted = await SweepAsync(stoppingToken);
                    if (deleted > 0)
                    {
                        LogDeleted(logger, deleted);
                    }
                }
                catch (StoreUnavailableException e)
                {
                    // The writer has said it; the next tick tries again.
                    LogPostponed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The writer has stopped before.
        }
    }

    private static (int Deleted, long Position) Sweep(WriterSession session, long after, int rows, long cutoffUs)
    {
        long last = session.Number("SELECT max(id) FROM (SELECT id FROM scans WHERE id > ?1 ORDER BY id LIMIT ?2)", after, rows);
        if (last == 0)
        {
            return (0, 0);
        }

        // A box whose clock was never set may claim any time: then it counts when the cloud received it.
        long receivedBefore = session.Number("SELECT max(event) FROM receipt_marks WHERE at_us <= ?1", cutoffUs);
        SqliteStatement tops = session.Sql("SELECT device, epoch, max(seq), count(*) FROM scans WHERE " + Old + " GROUP BY device, epoch")
            .Bind(1, after).Bind(2, last).Bind(3, cutoffUs).Bind(4, receivedBefore);
        bool any = false;
        while (tops.Step())
        {
            any = true;
            if (tops.Integer(2) > 0)
            {
                session.Devices.CollapseBelow(tops.Integer(0), tops.Integer(1), tops.Integer(2));
            }
        }

        if (!any)
        {
            return (0, last);
        }

        // In the same transaction: the snapshot knows the rows that go, so that no restart misses them in the replay.
        session.Devices.WriteSnapshot();
        int deleted = session.Sql("DELETE FROM scans WHERE " + Old).Bind(1, after).Bind(2, last).Bind(3, cutoffUs).Bind(4, receivedBefore).Run();
        return (deleted, last);
    }

    /// <summary>Index rows of deleted scans do no harm, so they go a few devices at a time, each in one stretch.</summary>
    private static long PruneIndex(WriterSession session, long device)
    {
        long oldest = session.Number("SELECT min(id) FROM scans");
        for (int i = 0; i < 16; i++)
        {
            device = session.Number("SELECT min(id) FROM devices WHERE id > ?1", device);
            if (device == 0)
            {
                return 0;
            }

            session.Sql("DELETE FROM device_scans WHERE device = ?1 AND id < ?2").Bind(1, device).Bind(2, oldest).Run();
        }

        return device;
    }

    [LoggerMessage(5120, LogLevel.Information, "{Count} scans have reached the end of their retention and are deleted")]
    private static partial void LogDeleted(ILogger logger, int count);

    [LoggerMessage(5121, LogLevel.Debug, "The sweep is postponed")]
    private static partial void LogPostponed(ILogger logger, Exception exception);
}
