using System.Buffers;
using System.Globalization;
using System.Text;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>A stored batch as an MQTT message (docs/wire.md, "Box → cloud").</summary>
internal static class BatchMessage
{
    private static readonly ReadOnlyMemory<byte> Zstandard = Encoding.ASCII.GetBytes(BatchProperties.Zstandard);

    /// <summary>What is stored is what is sent: the payload is neither decoded nor copied.</summary>
    public static MqttApplicationMessage Create(string topic, StoredBatch batch) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(batch.Payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        ContentType = BatchProperties.ContentType,
        UserProperties =
        [
            new MqttUserProperty(BatchProperties.Encoding, Zstandard),
            new MqttUserProperty(BatchProperties.Checksum, Encoding.ASCII.GetBytes(BatchProperties.FormatChecksum(batch.Crc32C))),
            new MqttUserProperty(BatchProperties.Identity, Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{batch.Outbox}/{batch.FirstSequence}/{batch.Count}"))),
        ],
    };
}
