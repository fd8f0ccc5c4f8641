using System.Buffers;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>Fixed header of an MQTT packet (MQTT 5, section 2.1), read before the rest has arrived.</summary>
/// <param name="First">Type and flags.</param>
/// <param name="HeaderLength">Bytes of the fixed header.</param>
/// <param name="BodyLength">Bytes that follow.</param>
internal readonly record struct MqttFrame(byte First, int HeaderLength, int BodyLength)
{
    /// <summary>Control packet type of PUBLISH.</summary>
    public const int Publish = 3;

    /// <summary>Control packet type of PUBACK.</summary>
    public const int PubAck = 4;

    /// <summary>Control packet type.</summary>
    public int Type => First >> 4;

    /// <summary>Length with header.</summary>
    public int Length => HeaderLength + BodyLength;

    /// <summary>Reads a fixed header.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="frame">The header.</param>
    /// <param name="malformed">The length has more than four bytes.</param>
    /// <returns>False when more has to arrive first, or it is malformed.</returns>
    public static bool TryRead(in ReadOnlySequence<byte> input, out MqttFrame frame, out bool malformed)
    {
        malformed = false;
        frame = default;
        scoped Span<byte> head = stackalloc byte[5];
        scoped ReadOnlySpan<byte> bytes = input.FirstSpan;
        if (bytes.Length < 5 && !input.IsSingleSegment)
        {
            ReadOnlySequence<byte> start = input.Slice(0, Math.Min(5, input.Length));
            start.CopyTo(head);
            bytes = head[..(int)start.Length];
        }

        int length = 0;
        for (int i = 1; i < 5; i++)
        {
            if (i >= bytes.Length)
            {
                return false;
            }

            length |= (bytes[i] & 0x7F) << (7 * (i - 1));
            if ((bytes[i] & 0x80) == 0)
            {
                frame = new MqttFrame(bytes[0], i + 1, length);
                return true;
            }
        }

        malformed = true;
        return false;
    }
}
