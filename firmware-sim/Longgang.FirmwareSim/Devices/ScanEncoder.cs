using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Devices;

/// <summary>Writes the JSON of scans and states as a device's firmware does: by hand, field after field.</summary>
public sealed class ScanEncoder(Population population)
{
    private const short ImpossibleTemperature = 9_900;
    private static readonly TimeSpan _beijing = TimeSpan.FromHours(8);

    public void WriteScan(PacketBuffer buffer, ulong epoch, in ScanRecord scan)
    {
        buffer.Write("{\"v\":1,\"epoch\":"u8);
        WriteNumber(buffer, epoch);
        buffer.Write(",\"seq\":"u8);
        WriteNumber(buffer, scan.Sequence);
        buffer.Write(",\"time\":\""u8);
        WriteTime(buffer, scan.DeviceUnixMs);
        buffer.Write(scan.Inward ? "\",\"direction\":\"in\""u8 : "\",\"direction\":\"out\""u8);
        if (scan.Fault == ScanFault.MalformedJson)
        {
            buffer.Write(",\"credential\":{\"type\":"u8);
            return;
        }

        WriteCredential(buffer, scan);
        buffer.Write(",\"temperature\":"u8);
        WriteCenti(buffer, scan.Fault == ScanFault.ImpossibleTemperature ? ImpossibleTemperature : scan.TemperatureCentiCelsius);
        buffer.WriteByte('}');
    }

    /// <summary>The keep-alive of a device that holds <paramref name="buffered"/> scans.</summary>
    public static void WriteState(PacketBuffer buffer, long deviceUnixMs, int buffered)
    {
        buffer.Write("{\"v\":1,\"time\":\""u8);
        WriteTime(buffer, deviceUnixMs);
        buffer.Write("\",\"online\":true,\"firmware\":\"2.1.0\",\"buffered\":"u8);
        WriteNumber(buffer, (ulong)buffered);
        buffer.Write(",\"flags\":[]}"u8);
    }

    private void WriteCredential(PacketBuffer buffer, in ScanRecord scan)
    {
        string type = scan.Credential switch
        {
            CredentialType.Qr => "qr",
            CredentialType.IdCard => "idCard",
            _ => "face",
        };
        string value = population.Credential(type, scan.Person);
        if (scan.Fault == ScanFault.WrongCheckDigit)
        {
            // Only an identity card has a check digit; the next digit is never the right one.
            type = "idCard";
            string number = population.IdNumber(scan.Person);
            value = string.Concat(number.AsSpan(0, 17), number[17] == '5' ? "6" : "5");
        }

        buffer.Write(",\"credential\":{\"type\":\""u8);
        WriteAscii(buffer, type);
        buffer.Write("\",\"value\":\""u8);
        WriteAscii(buffer, value);
        buffer.Write("\"}"u8);
    }

    private static void WriteAscii(PacketBuffer buffer, string text) => Encoding.ASCII.GetBytes(text, buffer.Append(text.Length));

    private static void WriteNumber(PacketBuffer buffer, ulong value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int written);
        buffer.Write(digits[..written]);
    }

    private static void WriteCenti(PacketBuffer buffer, short centi)
    {
        WriteNumber(buffer, (ulong)(centi / 100));
        buffer.WriteByte('.');
        buffer.WriteByte('0' + (centi / 10 % 10));
        if (centi % 10 != 0)
        {
            buffer.WriteByte('0' + (centi % 10));
        }
    }

    private static void WriteTime(PacketBuffer buffer, long unixMs)
    {
        Span<byte> text = buffer.Append(29);
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(_beijing)
            .TryFormat(text, out _, "yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
    }
}
