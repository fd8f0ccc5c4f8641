using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Service.Api;
using Longgang.Cloud.Service.Broker;
using Longgang.Cloud.Service.Metrics;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Live;

/// <summary>Sends the figures of the second, and heartbeats.</summary>
public sealed partial class LiveTicker(
    LiveFeed feed,
    ILedgerReader ledger,
    IAlertStore alerts,
    IGatewayPresence presence,
    IngestCounters counters,
    IOptions<LiveOptions> options,
    TimeProvider time,
    ILogger<LiveTicker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        long scans = counters.Scans;
        long at = time.GetTimestamp();
        long beat = at;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                long now = time.GetTimestamp();
                long scansNow = counters.Scans;
                double seconds = Math.Max(0.001, time.GetElapsedTime(at, now).TotalSeconds);
                var rate = (long)Math.Round((scansNow - scans) / seconds);
                scans = scansNow;
                at = now;
                if (feed.ListenerCount == 0)
                {
                    continue;
                }

                if (time.GetElapsedTime(beat, now) >= options.Value.Heartbeat)
                {
                    beat = now;
                    feed.Broadcast(LiveFrame.Heartbeat);
                }

                await SendStatsAsync(rate, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
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
        catch (System.Data.Common.DbException e)
        {
            // No figures this second: a listener sees that they are missing, which is the truth.
            LogNoStats(e);
        }
    }

    [LoggerMessage(5501, LogLevel.Warning, "The figures of this second could not be read")]
    private partial void LogNoStats(Exception exception);
}
