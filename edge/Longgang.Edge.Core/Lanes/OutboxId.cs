using System.Security.Cryptography;

namespace Longgang.Edge.Core.Lanes;

/// <summary>Identity of one lane store file: 128 random bits, minted when the file is made and never reused.</summary>
public readonly record struct OutboxId(UInt128 Value)
{
    /// <summary>Mints a new identity.</summary>
    public static OutboxId Mint() => FromBytes(RandomNumberGenerator.GetBytes(16));

    /// <summary>Reads 16 bytes, most significant first.</summary>
    public static OutboxId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes 16 bytes, most significant first.</summary>
    public byte[] ToByteArray()
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
