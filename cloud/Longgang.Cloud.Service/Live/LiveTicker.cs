using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Service.Api;
using Longgang.Cloud.Service.Broker;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Live;

/// <summary>Sends the figures of the second, and heartbeats.</summary>
public sealed partial class LiveTicker(
    LiveFeed feed,
    ILedgerReader ledger,
    IAlertStore alerts,
    IGatewayPresence presence,
    ICommittedScans committed,
    IOptions<LiveOptions> options,
    TimeProvider time,
    ILogger<LiveTicker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        long? scans = null;
        long at = time.GetTimestamp();
        long beat = at;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                long now = time.GetTimestamp();
                if (feed.ListenerCount == 0)
                {
                    scans = null;
                    continue;
                }

                if (time.GetElapsedTime(beat, now) >= options.Value.Heartbeat)
                {
                    beat = now;
                    feed.Broadcast(LiveFrame.Heartbeat);
                }

                // Nobody has looked in the second before: the count begins now.
                long? scansNow = await CountAsync(stoppingToken);
                if (scansNow is not null)
                {
                    double seconds = Math.Max(0.001, time.GetElapsedTime(at, now).TotalSeconds);
                    await SendStatsAsync((long)Math.Round((scansNow.Value - (scans ?? scansNow.Value)) / seconds), stoppingToken);
                }

                scans = scansNow;
                at = now;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await committed.CountAsync(cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            LogNoStats(e);
            return null;
        }
    }

    private async Task SendStatsAsync(long scansPerSecond, CancellationToken cancellationToken)
    {
        try
        {
            LedgerSums sums = LedgerSums.Of(await ledger.ReadBooksAsync(cancellationToken));
            long open = await alerts.CountOpenAsync(cancellationToken);
            feed.Broadcast(LiveFrame.Of(new LiveStatsJson(
                time.GetUtcNow(), scansPerSecond, sums.Stored, open, presence.OnlineCount, sums.Pending, sums.Balanced)));
        }
        catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException)
        {
            // No figures this second: a listener sees that they are missing, which is the truth.
            LogNoStats(e);
        }
    }

    [LoggerMessage(5501, LogLevel.Warning, "The figures of this second could not be read")]
    private partial void LogNoStats(Exception exception);
}
