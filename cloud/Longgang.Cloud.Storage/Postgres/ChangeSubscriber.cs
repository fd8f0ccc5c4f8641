using System.Globalization;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Postgres.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>
/// Hears what other replicas did to alerts and announcements. A notification carries only a number; whoever wants the changes reads them from the last that he knows,
/// so one that was lost with a connection is made up for by the next, and by the one call after every new connection.
/// </summary>
public sealed partial class ChangeSubscriber(
    PostgresDatabase database,
    IEnumerable<IAlertChangeListener> listeners,
    IEnumerable<IAnnouncementChangeListener> announcementListeners,
    TimeProvider time,
    ILogger<ChangeSubscriber> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await ListenAsync(stoppingToken);
                }
                catch (Exception e) when (PostgresFailure.IsUnavailable(e) && !stoppingToken.IsCancellationRequested)
                {
                    LogLost(logger, e);
                    await Task.Delay(_pause, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Tell(notification.Channel, long.Parse(notification.Payload, CultureInfo.InvariantCulture));
        await connection.RunAsync("LISTEN " + AlertSql.Channel + "; LISTEN " + AnnouncementSql.Channel, [], cancellationToken);

        // After LISTEN and not before: what is committed from here on is heard, and what was committed until here is read now.
        Tell(AlertSql.Channel, await connection.ReadNumberAsync("SELECT max(change) FROM alert_changes", [], cancellationToken));
        Tell(AnnouncementSql.Channel, await connection.ReadNumberAsync(AnnouncementSql.Last, [], cancellationToken));
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Tell(string channel, long lastChange)
    {
        if (channel == AnnouncementSql.Channel)
        {
            foreach (IAnnouncementChangeListener listener in announcementListeners)
            {
                listener.OnAnnouncementsCommitted(lastChange);
            }

            return;
        }

        foreach (IAlertChangeListener listener in listeners)
        {
            listener.OnCommitted(lastChange);
        }
    }

    [LoggerMessage(5153, LogLevel.Warning, "What other replicas do to alerts and announcements is not heard now; it is made up for when the database is back")]
    private static partial void LogLost(ILogger logger, Exception exception);
}
