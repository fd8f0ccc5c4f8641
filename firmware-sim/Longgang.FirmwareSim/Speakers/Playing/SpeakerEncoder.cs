using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>Writes the JSON of receipts and states as a loudspeaker's firmware does: by hand, field after field.</summary>
public static class SpeakerEncoder
{
    private static readonly TimeSpan _beijing = TimeSpan.FromHours(8);

    public static void WriteReceipt(PacketBuffer buffer, in SpeakerReceipt receipt)
    {
        buffer.Write("{\"v\":1,\"time\":\""u8);
        WriteTime(buffer, receipt.UnixMs);
        buffer.Write("\",\"play\":\""u8);
        WritePlay(buffer, receipt.Play);
        buffer.Write("\",\"state\":\""u8);
        WriteAscii(buffer, Name(receipt.State));
        buffer.WriteByte('"');
        if (receipt.Reason is { } reason)
        {
            buffer.Write(",\"reason\":\""u8);
            WriteAscii(buffer, reason);
            buffer.WriteByte('"');
        }

        if (receipt.PlayedMs is { } played)
        {
            buffer.Write(",\"playedMs\":"u8);
            WriteNumber(buffer, played);
        }

        buffer.WriteByte('}');
    }

    /// <summary>The keep-alive of a loudspeaker that holds <paramref name="buffered"/> receipts.</summary>
    public static void WriteState(PacketBuffer buffer, long unixMs, int buffered, IReadOnlyList<string> languages)
    {
        buffer.Write("{\"v\":1,\"time\":\""u8);
        WriteTime(buffer, unixMs);
        buffer.Write("\",\"online\":true,\"firmware\":\"1.4.2\",\"buffered\":"u8);
        WriteNumber(buffer, buffered);
        buffer.Write(",\"flags\":[],\"languages\":["u8);
        for (int i = 0; i < languages.Count; i++)
        {
            buffer.Write(i > 0 ? ",\""u8 : "\""u8);
            WriteAscii(buffer, languages[i]);
            buffer.WriteByte('"');
        }

        buffer.Write("]}"u8);
    }

    /// <summary>The state's word on the wire.</summary>
    public static string Name(SpeakerState state) => state switch
    {
        SpeakerState.Accepted => "accepted",
        SpeakerState.Started => "started",
        SpeakerState.Finished => "finished",
        SpeakerState.Stopped => "stopped",
        _ => "failed",
    };

    /// <summary>32 hex digits, lower case.</summary>
    public static void WritePlay(PacketBuffer buffer, UInt128 play) =>
        play.TryFormat(buffer.Append(32), out _, "x32", CultureInfo.InvariantCulture);

    private static void WriteAscii(PacketBuffer buffer, string text) => Encoding.ASCII.GetBytes(text, buffer.Append(text.Length));

    private static void WriteNumber(PacketBuffer buffer, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int written);
        buffer.Write(digits[..written]);
    }

    private static void WriteTime(PacketBuffer buffer, long unixMs)
    {
        Span<byte> text = buffer.Append(29);
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(_beijing)
            .TryFormat(text, out _, "yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
    }
}
