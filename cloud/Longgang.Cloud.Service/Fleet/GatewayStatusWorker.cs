using System.Threading.Channels;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Fleet;

/// <summary>Writes what boxes say about themselves, beside the connections that they say it on.</summary>
public sealed partial class GatewayStatusWorker(
    IFleetStore fleet, IEnumerable<IGatewayStatusListener> listeners, TimeProvider time, ILogger<GatewayStatusWorker> logger) : BackgroundService
{
    // A status is superseded by the next one: when there are too many, the oldest goes.
    private readonly Channel<(string Gateway, GatewayStatus Status, DateTimeOffset At)> _queue =
        Channel.CreateBounded<(string, GatewayStatus, DateTimeOffset)>(
            new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Takes a status.</summary>
    public void Post(string gateway, GatewayStatus status)
    {
        _queue.Writer.TryWrite((gateway, status, time.GetUtcNow()));
        foreach (IGatewayStatusListener listener in listeners)
        {
            listener.OnStatus(gateway, status);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach ((string gateway, GatewayStatus status, DateTimeOffset at) in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await RecordAsync(gateway, status, at, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A box says it again when it connects.
        }
    }

    private async Task RecordAsync(string gateway, GatewayStatus status, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await fleet.RecordStatusAsync(gateway, status, at, cancellationToken);
                return;
            }
            catch (StoreUnavailableException e)
            {
                LogPostponed(e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }
        }
    }

    [LoggerMessage(5300, LogLevel.Debug, "A gateway's status waits for the store")]
    private partial void LogPostponed(Exception exception);
}
