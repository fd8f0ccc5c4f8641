using System.Buffers.Binary;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary>
/// The last eight bytes of every page of a database, which SQLite leaves alone when they are reserved: the page's number and the CRC-32C of everything
/// before, both little-endian. The number tells a page that lies in another's place.
/// </summary>
internal static class PageChecksum
{
    /// <summary>Size of a page, bytes. Fixed, so that no header that was changed can make pages of another size look right.</summary>
    public const int PageBytes = 4096;

    /// <summary>Bytes at the end of a page that are not SQLite's.</summary>
    public const int ReservedBytes = 8;

    private const int NumberAt = PageBytes - ReservedBytes;
    private const int ChecksumAt = PageBytes - sizeof(uint);

    /// <summary>Puts the number and the checksum into a page.</summary>
    public static void Seal(Span<byte> page, uint number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[NumberAt..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(page[ChecksumAt..], Crc32C.Compute(page[..ChecksumAt]));
    }

    /// <summary>Whether a page is what was written, in its place.</summary>
    public static bool IsSound(ReadOnlySpan<byte> page, uint number) =>
        BinaryPrimitives.ReadUInt32LittleEndian(page[NumberAt..]) == number
        && BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumAt..]) == Crc32C.Compute(page[..ChecksumAt]);
}
