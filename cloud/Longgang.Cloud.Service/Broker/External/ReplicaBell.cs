using Longgang.Cloud.Service.Live;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>
/// Makes the live feed look for changes that another replica has committed: its own commits ring by themselves, those of others need not.
/// </summary>
public sealed class ReplicaBell(LiveFeed feed, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (feed.ListenerCount > 0)
                {
                    feed.OnCommitted(0);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
