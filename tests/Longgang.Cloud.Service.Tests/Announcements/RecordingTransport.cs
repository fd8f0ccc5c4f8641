using System.Collections.Concurrent;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Broker.Embedded;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Tests.Announcements;

/// <summary>Hands commands to the sessions of the real embedded broker, and remembers them. Boxes hear every area.</summary>
internal sealed class RecordingTransport : ICommandTransport
{
    public ConcurrentQueue<(string Topic, byte[] Payload)> Published { get; } = new();

    /// <summary>The service whose sessions they go to.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>The broker takes nothing.</summary>
    public bool IsAway { get; set; }

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, TimeSpan expiry, CancellationToken cancellationToken)
    {
        Assert.True(expiry > TimeSpan.Zero);
        if (IsAway)
        {
            throw new CommandTransportException("The broker is away.");
        }

        Published.Enqueue((topic, payload.ToArray()));
        GatewaySessions sessions = Services!.GetRequiredService<GatewaySessions>();
        foreach (string gateway in Topics.TryParseGateway(topic, out string? one, out _) ? [one] : (string[])["gw-001", "gw-002"])
        {
            foreach (GatewaySession session in sessions.SessionsOf(gateway))
            {
                session.Session?.TryEnqueueApplicationMessage(
                    new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload.ToArray()).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), out _);
            }
        }

        return ValueTask.CompletedTask;
    }
}
