using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Longgang.Edge.Outbox.Log;

/// <summary>
/// How the log lies on the disk. Blocks of 4,096 bytes: two epoch slots, then groups. A group is one block of header (what follows, whose
/// checksums) and up to <see cref="MaxFrames"/> pages of 8,192 bytes. Everything starts on a block boundary, so a write never touches
/// a block that an earlier, acknowledged transaction lies in: a torn write can only tear what nobody was told about.
/// </summary>
/// <remarks>
/// Epoch slot: magic 8 | epoch 8 | length 8 | crc 4. The epoch n lies in slot n mod 2, so that tearing one leaves the other. The length is
/// that of the file when the epoch began: a file that is shorter was cut, and without it a cut would look like a log that ends early.
/// Group header: magic 8 | epoch 8 | transaction 8 | chunk 4 | frames 4 | last 4 | crc 4 | a CRC-32C for each page. Little endian.
/// The header's CRC covers all of it, the page checksums included; so a page of an earlier epoch cannot pass for one of this.
/// </remarks>
internal static class LogFormat
{
    internal const int PageBytes = 8192;
    internal const int BlockBytes = 4096;
    internal const int MaxFrames = 1000;
    internal const long GroupsStart = 2 * BlockBytes;

    /// <summary>Position of LiteDB's confirm flag in a page: the last page of a committed transaction carries it.</summary>
    internal const int ConfirmFlag = 18;

    private const ulong EpochMagic = 0x32_48_43_4F_50_45_47_4C; // "LGEPOCH2"
    private const ulong GroupMagic = 0x31_50_55_4F_52_47_47_4C; // "LGGROUP1"
    private const int FrameChecksums = 40;

    /// <summary>Bytes that a transaction of so many pages takes.</summary>
    internal static long TransactionBytes(int pages) =>
        ((long)(pages + MaxFrames - 1) / MaxFrames * BlockBytes) + ((long)pages * PageBytes);

    /// <summary>Where page <paramref name="index"/> of a transaction lies in it.</summary>
    internal static long PageOffset(int index) => ((index / MaxFrames) + 1L) * BlockBytes + ((long)index * PageBytes);

    internal static void WriteEpoch(Span<byte> block, ulong epoch, long fileLength)
    {
        block.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(block, EpochMagic);
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], epoch);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], fileLength);
        BinaryPrimitives.WriteUInt32LittleEndian(block[24..], Crc(0, block[..24]));
    }

    internal static bool TryReadEpoch(ReadOnlySpan<byte> block, out ulong epoch, out long fileLength)
    {
        epoch = BinaryPrimitives.ReadUInt64LittleEndian(block[8..]);
        fileLength = BinaryPrimitives.ReadInt64LittleEndian(block[16..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(block) == EpochMagic
            && BinaryPrimitives.ReadUInt32LittleEndian(block[24..]) == Crc(0, block[..24]);
    }

    /// <summary>Fills in the group headers of a transaction whose pages are in place already.</summary>
    internal static void Seal(Span<byte> transaction, int pages, ulong epoch, ulong number)
    {
        for (int first = 0, chunk = 0; first < pages; first += MaxFrames, chunk++)
        {
            int frames = Math.Min(MaxFrames, pages - first);
            int start = (int)PageOffset(first) - BlockBytes;
            Span<byte> header = transaction.Slice(start, BlockBytes);
            header.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(header, GroupMagic);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], epoch);
            BinaryPrimitives.WriteUInt64LittleEndian(header[16..], number);
            BinaryPrimitives.WriteInt32LittleEndian(header[24..], chunk);
            BinaryPrimitives.WriteInt32LittleEndian(header[28..], frames);
            BinaryPrimitives.WriteInt32LittleEndian(header[32..], first + frames == pages ? 1 : 0);
            for (int frame = 0; frame < frames; frame++)
            {
                uint crc = Crc(0, transaction.Slice(start + BlockBytes + (frame * PageBytes), PageBytes));
                BinaryPrimitives.WriteUInt32LittleEndian(header[(FrameChecksums + (4 * frame))..], crc);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(header[36..], HeaderCrc(header, frames));
        }
    }

    internal static bool TryReadHeader(ReadOnlySpan<byte> block, out LogGroupHeader header)
    {
        header = default;
        if (BinaryPrimitives.ReadUInt64LittleEndian(block) != GroupMagic)
        {
            return false;
        }

        int frames = BinaryPrimitives.ReadInt32LittleEndian(block[28..]);
        if (frames is < 1 or > MaxFrames || BinaryPrimitives.ReadUInt32LittleEndian(block[36..]) != HeaderCrc(block, frames))
        {
            return false;
        }

        header = new LogGroupHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(block[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[24..]),
            frames,
            BinaryPrimitives.ReadInt32LittleEndian(block[32..]) != 0);
        return true;
    }

    /// <summary>
    /// Whether a block that is no whole header was meant to be this one: two of its first three fields still say so. What lies there
    /// otherwise is zeros, or of an earlier epoch.
    /// </summary>
    internal static bool LooksLikeHeader(ReadOnlySpan<byte> block, ulong epoch, ulong transaction)
    {
        if (TryReadHeader(block, out LogGroupHeader header))
        {
            return header.Epoch == epoch && header.Transaction == transaction;
        }

        int alike = (BinaryPrimitives.ReadUInt64LittleEndian(block) == GroupMagic ? 1 : 0)
            + (BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) == epoch ? 1 : 0)
            + (BinaryPrimitives.ReadUInt64LittleEndian(block[16..]) == transaction ? 1 : 0);
        return alike >= 2;
    }

    /// <summary>What a whole header says of one of its pages.</summary>
    internal static uint PageCrc(ReadOnlySpan<byte> header, int frame) => BinaryPrimitives.ReadUInt32LittleEndian(header[(FrameChecksums + (4 * frame))..]);

    /// <summary>CRC-32C (Castagnoli), in hardware where the processor has it.</summary>
    internal static uint Crc(uint seed, ReadOnlySpan<byte> data)
    {
        uint crc = ~seed;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte one in data[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    private static uint HeaderCrc(ReadOnlySpan<byte> header, int frames) =>
        Crc(Crc(0, header[..36]), header.Slice(FrameChecksums, 4 * frames));
}
