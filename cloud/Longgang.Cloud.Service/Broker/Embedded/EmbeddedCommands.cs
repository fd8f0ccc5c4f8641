using System.Collections;
using Longgang.Cloud.Core.Announcements;
using MQTTnet.Server;

namespace Longgang.Cloud.Service.Broker.Embedded;

/// <summary>Commands by the embedded broker: the only publications that it routes.</summary>
internal sealed class EmbeddedCommands(MqttServer server) : ICommandTransport
{
    // What no client can have among the items of its session.
    private static readonly object Mark = new();

    /// <summary>Whether a publication is the service's own.</summary>
    public static bool IsOurs(IDictionary items) => ReferenceEquals(items[nameof(EmbeddedCommands)], Mark);

    /// <inheritdoc/>
    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var injected = new InjectedMqttApplicationMessage(CommandMessage.Create(topic, payload, expiry))
        {
            SenderClientId = string.Empty,
            CustomSessionItems = new Hashtable { [nameof(EmbeddedCommands)] = Mark },
        };
        try
        {
            await server.InjectApplicationMessage(injected, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            throw new CommandTransportException("The embedded broker does not run.", e);
        }
    }
}
