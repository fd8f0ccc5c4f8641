using Longgang.Edge.Core.Announcements;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>
/// Keeps a connection subscribed to what the box's areas are. A topic that the broker refuses is named once and does without: batches go on, and the cloud tells the box by its own topic what an
/// area topic did not bring.
/// </summary>
internal sealed partial class CommandSubscriptions(string gateway, IAnnouncementAreas areas, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Subscribes over one connection, and again when the areas change, until the token ends it.</summary>
    /// <exception cref="UplinkConnectionException">The connection is dead.</exception>
    public async Task RunAsync(MqttUplinkSession session, CancellationToken cancellationToken)
    {
        var changed = new WakeSignal();
        areas.Changed += changed.Set;
        try
        {
            var asked = new HashSet<string>(StringComparer.Ordinal);
            while (true)
            {
                HashSet<string> wanted = CommandTopics.Of(gateway, areas.Current);
                string[] gone = [.. asked.Except(wanted)];
                string[] added = [.. wanted.Except(asked)];
                if (gone.Length > 0)
                {
                    await session.UnsubscribeAsync(gone, cancellationToken).ConfigureAwait(false);
                }

                if (added.Length > 0)
                {
                    Note(added, await session.SubscribeAsync(added, cancellationToken).ConfigureAwait(false));
                }

                asked = wanted;
                await changed.WaitAsync(null, LookAgain, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            areas.Changed -= changed.Set;
        }
    }

    private void Note(string[] topics, IReadOnlyDictionary<string, string> refused)
    {
        foreach (string topic in topics)
        {
            if (!refused.TryGetValue(topic, out string? reason))
            {
                _ = _refused.Remove(topic);
            }
            else if (_refused.Add(topic))
            {
                LogRefused(topic, reason);
            }
        }
    }

    [LoggerMessage(4063, LogLevel.Error, "The broker refuses the subscription to {Topic}: {Reason}. Commands come only by the topics that it grants; give the box's user the right to read there")]
    private partial void LogRefused(string topic, string reason);
}
