using System.Buffers.Binary;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>Writes WAV headers for 16 bit PCM.</summary>
internal static class WavWriter
{
    /// <summary>Bytes of the headers.</summary>
    public const int HeaderBytes = 44;

    /// <summary>The headers of a file.</summary>
    /// <param name="rate">Samples a second and channel.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="bytes">Bytes of samples.</param>
    public static byte[] Header(int rate, int channels, long bytes)
    {
        var header = new byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), checked((uint)(HeaderBytes - 8 + bytes)));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), (uint)rate);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), (uint)(rate * channels * 2));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), (ushort)(channels * 2));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(34), 16);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), checked((uint)bytes));
        return header;
    }
}
