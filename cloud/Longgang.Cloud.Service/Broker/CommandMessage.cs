using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Broker;

/// <summary>Makes the publication of a command.</summary>
internal static class CommandMessage
{
    public static MqttApplicationMessage Create(string topic, ReadOnlyMemory<byte> payload, TimeSpan expiry) => new()
    {
        Topic = topic,
        Payload = new System.Buffers.ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        MessageExpiryInterval = (uint)Math.Clamp(expiry.TotalSeconds, 1, uint.MaxValue),
    };
}
