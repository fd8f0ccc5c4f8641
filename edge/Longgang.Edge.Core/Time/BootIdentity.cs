using System.Buffers.Binary;

namespace Longgang.Edge.Core.Time;

/// <summary>
/// The machine's current boot: 128 random bits that the kernel draws at start-up. Monotonic time belongs to it: two stamps of
/// one boot can be compared whatever happened to the wall clock in between.
/// </summary>
public readonly record struct BootIdentity(UInt128 Value)
{
    /// <summary>Where Linux shows it (random(4)).</summary>
    public const string LinuxPath = "/proc/sys/kernel/random/boot_id";

    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    /// <summary>Reads the kernel's file: a UUID and a line feed.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">It does not hold a UUID.</exception>
    public static BootIdentity Read(string path = LinuxPath)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Guid.Parse(File.ReadAllText(path).AsSpan().Trim()).TryWriteBytes(bytes, bigEndian: true, out _);
        return new BootIdentity(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>16 bytes, most significant first, as <c>Batch.boot_id</c> carries them.</summary>
    public byte[] ToByteArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
