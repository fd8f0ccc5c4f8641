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
        long length = file.Length;
        List<(long Position, LogGroupHeader Header)> headers = ReadHeaders(file, length, block);
        (ulong Epoch, long Length)? slot = ReadEpoch(file, block);

        // The slot is synced before the first group of its epoch is written, so a group of a later epoch means that its slot was lost.
        ulong newest = headers.Count == 0 ? 0 : headers.Max(static one => one.Header.Epoch);
        ulong epoch = Math.Max(slot?.Epoch ?? 0, newest);
        string? damage = slot is null ? "neither of the log's epoch slots can be read"
            : slot.Value.Epoch < newest ? $"the log holds groups of epoch {newest}, but the slot of that epoch cannot be read"
            : length < slot.Value.Length ? $"the log has {length} of the {slot.Value.Length} bytes that it had when its epoch began; it was cut"
            : null;
        var pages = new List<(long, uint)>();
        long position = LogFormat.GroupsStart;
        ulong transaction = 0;
        while (damage is null || beyondDamage)
        {
            long next = ReadTransaction(file, position, length, epoch, transaction, pages, block, page);
            if (next > 0)
            {
                position = next;
                transaction++;
                continue;
            }

            int later = headers.FindIndex(one =>
                one.Position > position && one.Header.Epoch == epoch && one.Header.Transaction > transaction && one.Header.Chunk == 0);
            if (later < 0)
            {
                break;
            }

            (long found, LogGroupHeader header) = headers[later];
            damage ??= $"transaction {transaction} of epoch {epoch} at byte {position} of the log is broken, but transaction {header.Transaction} after it is whole";
            position = found;
            transaction = header.Transaction;
        }

        bool torn = damage is null && file.Read(position, block) == block.Length && LogFormat.LooksLikeHeader(block, epoch, transaction);
        return new LogImage(epoch, pages, transaction, position, damage, torn ? $"transaction {transaction} of epoch {epoch} at byte {position} of the log is torn" : null);
    }

    private static List<(long Position, LogGroupHeader Header)> ReadHeaders(IStoreFile file, long length, Span<byte> block)
    {
        var headers = new List<(long, LogGroupHeader)>();
        for (long position = LogFormat.GroupsStart; position + LogFormat.BlockBytes <= length; position += LogFormat.BlockBytes)
        {
            if (file.Read(position, block) == block.Length && LogFormat.TryReadHeader(block, out LogGroupHeader header))
            {
                headers.Add((position, header));
            }
        }

        return headers;
    }

    private static (ulong Epoch, long Length)? ReadEpoch(IStoreFile file, Span<byte> block)
    {
        var found = new List<(ulong Epoch, long Length)>(2);
        for (int slot = 0; slot < 2; slot++)
        {
            if (file.Read((long)slot * LogFormat.BlockBytes, block) == block.Length && LogFormat.TryReadEpoch(block, out ulong epoch, out long length))
            {
                found.Add((epoch, length));
            }
        }

        return found.Count == 0 ? null : found.Max();
    }

    // Returns the end of the transaction, or -1 when it is not whole; adds its pages only when it is.
    private static long ReadTransaction(
        IStoreFile file, long position, long length, ulong epoch, ulong transaction, List<(long, uint)> pages, Span<byte> block, Span<byte> page)
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
                uint crc = LogFormat.PageCrc(block, frame);
                if (file.Read(position, page) < page.Length || LogFormat.Crc(0, page) != crc)
                {
                    pages.RemoveRange(before, pages.Count - before);
                    return -1;
                }

                pages.Add((position, crc));
            }

            if (header.Last)
            {
                return position;
            }
        }
    }
}
