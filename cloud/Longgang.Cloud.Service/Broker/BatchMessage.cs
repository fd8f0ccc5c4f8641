using System.Buffers;
using System.Globalization;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Packets;

namespace Longgang.Cloud.Service.Broker;

/// <summary>Takes an MQTT publication on <c>up/</c> apart.</summary>
internal static class BatchMessage
{
    public static ReceivedBatch Read(MqttApplicationMessage message, string gateway, Lane lane, IAckRoute route, DateTimeOffset now)
    {
        uint? crc = null;
        BatchIdentity? identity = null;
        foreach (MqttUserProperty property in message.UserProperties ?? [])
        {
            switch (property.Name)
            {
                case BatchProperties.Checksum:
                    // One that cannot be read differs from the payload's, whatever that is.
                    crc = BatchProperties.TryParseChecksum(property.ReadValueAsString(), out uint value) ? value : ~Crc32C.Compute(message.Payload.ToArray());
                    break;
                case BatchProperties.Identity:
                    identity = ParseIdentity(property.ReadValueAsString(), lane);
                    break;
                default:
                    break;
            }
        }

        // Server and client make an array of its own for each message and give it away; several segments are not their habit.
        ReadOnlyMemory<byte> payload = message.Payload.IsSingleSegment ? message.Payload.First : message.Payload.ToArray();
        return new ReceivedBatch(gateway, lane, payload, crc, identity, now, route);
    }

    private static BatchIdentity? ParseIdentity(string text, Lane lane)
    {
        string[] parts = text.Split('/');
        return parts.Length == 3
            && parts[0].Length == 32
            && UInt128.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 outbox)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
            && first > 0
            && count > 0
            && first <= long.MaxValue - count
            ? new BatchIdentity(outbox, lane, first, count)
            : null;
    }
}
