using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary>
/// Frames of SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). Each has a checksum that goes on from the frame before; SQLite
/// looks at it when it recovers a log, and never again when it reads a page from it.
/// </summary>
internal static class LogFrames
{
    /// <summary>Bytes before the first frame.</summary>
    public const int LogHeaderBytes = 32;

    /// <summary>Bytes of a frame before its page.</summary>
    public const int HeaderBytes = 24;

    /// <summary>Bytes of a frame.</summary>
    public const int FrameBytes = HeaderBytes + PageChecksum.PageBytes;

    /// <summary>Where the two halves of the checksum stand in a log's header.</summary>
    public const int LogChecksumAt = 24;

    /// <summary>Where the two halves of the checksum stand in a frame's header.</summary>
    public const int ChecksumAt = 16;

    // The part of a frame's header that the checksum covers: page number, and the size of the database in pages when the frame ends a transaction.
    private const int CoveredBytes = 8;

    /// <summary>Whether an offset in the log is that of a frame.</summary>
    public static bool IsFrame(long offset) => offset >= LogHeaderBytes && (offset - LogHeaderBytes) % FrameBytes == 0;

    /// <summary>Where the checksum stands from which the one of a frame goes on.</summary>
    public static long ChecksumBefore(long frame) => frame == LogHeaderBytes ? LogChecksumAt : frame - FrameBytes + ChecksumAt;

    /// <summary>Whether a frame is what was written.</summary>
    /// <param name="before">The eight bytes at <see cref="ChecksumBefore"/>.</param>
    /// <param name="header">The frame's header.</param>
    /// <param name="page">Its page.</param>
    public static bool IsSound(ReadOnlySpan<byte> before, ReadOnlySpan<byte> header, ReadOnlySpan<byte> page)
    {
        uint first = BinaryPrimitives.ReadUInt32BigEndian(before);
        uint second = BinaryPrimitives.ReadUInt32BigEndian(before[4..]);
        Sum(ref first, ref second, header[..CoveredBytes]);
        Sum(ref first, ref second, page);
        return BinaryPrimitives.ReadUInt32BigEndian(header[ChecksumAt..]) == first
            && BinaryPrimitives.ReadUInt32BigEndian(header[(ChecksumAt + 4)..]) == second;
    }

    /// <summary>Whether the header of a log is what was written.</summary>
    public static bool IsSound(ReadOnlySpan<byte> logHeader)
    {
        uint first = 0;
        uint second = 0;
        Sum(ref first, ref second, logHeader[..LogChecksumAt]);
        return BinaryPrimitives.ReadUInt32BigEndian(logHeader[LogChecksumAt..]) == first
            && BinaryPrimitives.ReadUInt32BigEndian(logHeader[(LogChecksumAt + 4)..]) == second;
    }

    // The order of bytes is that of the machine that began the log; every machine that this runs on is little-endian.
    private static void Sum(ref uint first, ref uint second, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(data);
        for (int i = 0; i < words.Length; i += 2)
        {
            first += words[i] + second;
            second += words[i + 1] + first;
        }
    }
}
