using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using MQTTnet;

namespace Longgang.Cloud.Service.Broker;

/// <summary>Reads a publication on <c>status</c>.</summary>
internal static class StatusMessage
{
    private const int MaxBytes = 16 * 1024;

    public static bool TryRead(MqttApplicationMessage message, [NotNullWhen(true)] out GatewayStatus? status)
    {
        status = null;
        if (message.Payload.Length > MaxBytes)
        {
            return false;
        }

        try
        {
            status = GatewayStatus.Parser.ParseFrom(message.Payload.ToArray());
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }

        return status.Major == WireVersion.Major;
    }
}
