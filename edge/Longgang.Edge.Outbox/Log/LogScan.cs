using System.Buffers;
using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Log;

/// <summary>
/// Reads a log and tells a torn tail, which a power cut may leave and nobody was told about, from damage in the middle.
/// A transaction is written only after the one before it was synced. So when a broken transaction is followed by a whole one of the same
/// epoch, the broken one had been whole: that is damage, and cutting there would silently drop acknowledged events.
/// </summary>
internal static class LogScan
{
    /// <summary>Reads the whole log. Costs one sequential read of the file.</summary>
    internal static LogImage Read(IStoreFile file, bool beyondDamage = false)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(LogFormat.BlockBytes);
        byte[] page = ArrayPool<byte>.Shared.Rent(LogFormat.PageBytes);
        try
        {
            return Read(file, block.AsSpan(0, LogFormat.BlockBytes), page.AsSpan(0, LogFormat.PageBytes), beyondDamage);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            ArrayPool<byte>.Shared.Return(page);
        }
    }

    private static LogImage Read(IStoreFile file, Span<byte> block, Span<byte> page, bool beyondDamage)
    {
        ulong? epoch = ReadEpoch(file, block);
        var pages = new List<long>();
        if (epoch is null)
        {
            return new LogImage(0, pages, 0, LogFormat.GroupsStart, "neither of the log's epoch slots can be read");
        }

        long length = file.Length;
        long position = LogFormat.GroupsStart;
        ulong transaction = 0;
        string? damage = null;
        while (true)
        {
            long next = ReadTransaction(file, position, length, epoch.Value, transaction, pages, block, page);
            if (next > 0)
            {
                position = next;
                transaction++;
                continue;
            }

            (long found, ulong number) = FindLater(file, position, length, epoch.Value, transaction, block);
            if (found < 0)
            {
                return new LogImage(epoch.Value, pages, transaction, position, damage);
            }

            damage ??= $"transaction {transaction} of epoch {epoch} at byte {position} of the log is broken, but transaction {number} after it is whole";
            if (!beyondDamage)
            {
                return new LogImage(epoch.Value, pages, transaction, position, damage);
            }

            position = found;
            transaction = number;
        }
    }

    private static ulong? ReadEpoch(IStoreFile file, Span<byte> block)
    {
        ulong? epoch = null;
        for (int slot = 0; slot < 2; slot++)
        {
            if (file.Read((long)slot * LogFormat.BlockBytes, block) == block.Length
                && LogFormat.TryReadEpoch(block, out ulong value) && (epoch is null || value > epoch))
            {
                epoch = value;
            }
        }

        return epoch;
    }

    // Returns the end of the transaction, or -1 when it is not whole; adds its pages only when it is.
    private static long ReadTransaction(
        IStoreFile file, long position, long length, ulong epoch, ulong transaction, List<long> pages, Span<byte> block, Span<byte> page)
    {
        int before = pages.Count;
        for (int chunk = 0; ; chunk++)
        {
            if (file.Read(position, block) < block.Length
                || !LogFormat.TryReadHeader(block, out LogGroupHeader header)
                || header.Epoch != epoch || header.Transaction != transaction || header.Chunk != chunk
                || position + LogFormat.BlockBytes + ((long)header.Frames * LogFormat.PageBytes) > length)
            {
                pages.RemoveRange(before, pages.Count - before);
                return -1;
            }

            position += LogFormat.BlockBytes;
            for (int frame = 0; frame < header.Frames; frame++, position += LogFormat.PageBytes)
            {
                if (file.Read(position, page) < page.Length || !LogFormat.PageIsWhole(block, frame, page))
                {
                    pages.RemoveRange(before, pages.Count - before);
                    return -1;
                }

                pages.Add(position);
            }

            if (header.Last)
            {
                return position;
            }
        }
    }

    private static (long Position, ulong Transaction) FindLater(
        IStoreFile file, long position, long length, ulong epoch, ulong transaction, Span<byte> block)
    {
        for (position += LogFormat.BlockBytes; position + LogFormat.BlockBytes <= length; position += LogFormat.BlockBytes)
        {
            if (file.Read(position, block) == block.Length && LogFormat.TryReadHeader(block, out LogGroupHeader header)
                && header.Epoch == epoch && header.Transaction > transaction && header.Chunk == 0)
            {
                return (position, header.Transaction);
            }
        }

        return (-1, 0);
    }
}
