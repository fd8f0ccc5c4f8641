namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>G.711 µ-law (ITU-T G.711, table 2a), by the arithmetic of ITU-T G.191.</summary>
internal static class ULaw
{
    /// <summary>No sound.</summary>
    public const byte Silence = 0xFF;

    private const int Bias = 33;
    private const int Greatest = 0x1FFF;

    /// <summary>Encodes a sample of 16 bits; the law looks at the upper 14.</summary>
    public static byte Encode(short sample)
    {
        int magnitude = Math.Min((sample < 0 ? ~sample >> 2 : sample >> 2) + Bias, Greatest);
        int segment = System.Numerics.BitOperations.Log2((uint)magnitude) - 4; // 1 … 8: the bias makes every magnitude at least 33
        int code = ((8 - segment) << 4) | (0xF - ((magnitude >> segment) & 0xF));
        return (byte)(sample < 0 ? code : code | 0x80);
    }
}
