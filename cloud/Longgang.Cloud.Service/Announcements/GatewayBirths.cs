using System.Threading.Channels;
using Google.Protobuf;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Fleet;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>
/// Sends a box that comes (back) what it has not answered. A box is born when it is first heard of here, when it says that it is online after the opposite was said, and when it
/// has started anew. On every replica that hears of it: a box does a command once, however often it comes.
/// </summary>
public sealed partial class GatewayBirths(ICommandOutbox outbox, CommandPublisher publisher, TimeProvider time, ILogger<GatewayBirths> logger)
    : BackgroundService, IGatewayStatusListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ByteString?> _boots = new(StringComparer.Ordinal);

    // Bounded by the number of boxes: one waits once at most.
    private readonly Channel<string> _born = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void OnStatus(string gateway, GatewayStatus status)
    {
        lock (_lock)
        {
            bool isBirth = status.Online && !(_boots.TryGetValue(gateway, out ByteString? boot) && status.BootId.Equals(boot));
            _boots[gateway] = status.Online ? status.BootId : null;
            if (isBirth && _waiting.Add(gateway))
            {
                _born.Writer.TryWrite(gateway);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (string gateway in _born.Reader.ReadAllAsync(stoppingToken))
            {
                lock (_lock)
                {
                    _waiting.Remove(gateway);
                }

                await SendAsync(gateway, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task SendAsync(string gateway, CancellationToken cancellationToken)
    {
        try
        {
            if (publisher.HasTransport)
            {
                await publisher.PublishAsync(await outbox.ListUnansweredAsync(gateway, time.GetUtcNow(), cancellationToken), cancellationToken);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException or CommandTransportException)
        {
            // The clock sends it when its turn comes, a minute from now at the latest.
            LogPostponed(e, gateway);
        }
    }

    [LoggerMessage(5602, LogLevel.Information, "What {Gateway} has not answered is not sent at its birth but later")]
    private partial void LogPostponed(Exception exception, string gateway);
}
