using Google.Protobuf;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Longgang.Cloud.Service.Broker.Embedded;

/// <summary>One connection of a box, and the way back into it.</summary>
internal sealed class GatewaySession(string gateway, string clientId) : IAckRoute
{
    public const string ItemKey = "gateway-session";

    public string Gateway { get; } = gateway;

    public string ClientId { get; } = clientId;

    /// <summary>Set while it is connected.</summary>
    public MqttSessionStatus? Session { get; set; }

    /// <summary>The box said itself that it is going.</summary>
    public bool SaidGoodbye { get; set; }

    /// <summary>Ends the connection, so that the box sends again what was not acknowledged.</summary>
    public required Func<GatewaySession, MqttDisconnectReasonCode, Task> DisconnectAsync { get; init; }

    public async ValueTask SendAsync(Acks acks, CancellationToken cancellationToken)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder()
            .WithTopic(Topics.Ack(Gateway))
            .WithPayload(acks.ToByteArray())
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        try
        {
            if (Session is { } session && !session.TryEnqueueApplicationMessage(message, out _))
            {
                // A box that does not read its acknowledgements would wait for the lost ones until it reconnects: make it.
                await DisconnectAsync(this, MqttDisconnectReasonCode.QuotaExceeded);
            }
        }
        catch (ObjectDisposedException)
        {
            // Gone in this moment: it sends the batch again when it is back, and is told again.
        }
    }
}
