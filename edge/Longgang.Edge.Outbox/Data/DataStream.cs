using System.Buffers;
using System.Buffers.Binary;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Data;

/// <summary>
/// The stream that LiteDB takes for its data file. A checkpoint's pages are collected, only the newest version of each, and go to the
/// disk sorted at <see cref="Flush"/>, followed by one fdatasync. Until the log begins its next epoch a checkpoint can be torn at any
/// point: everything that it was writing is still in the log and is laid over the file at the next opening.
/// </summary>
internal sealed class DataStream : Stream
{
    private const int MaxRunPages = 64;
    private const byte DataPageType = 4;
    private readonly IStoreFile _file;
    private readonly LogStream _log;
    private readonly bool _strict;
    private readonly SortedDictionary<long, byte[]> _dirty = [];
    private readonly Dictionary<long, byte[]> _checksums = [];
    private long _pages;
    private long _position;

    /// <param name="file">The file.</param>
    /// <param name="log">The log, which must be on the disk before anything is written here.</param>
    /// <param name="strict">Whether a damaged page of documents is not handed out either.</param>
    internal DataStream(IStoreFile file, LogStream log, bool strict = false)
    {
        _file = file;
        _log = log;
        _strict = strict;
        _pages = DataFormat.Pages(file.Length);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _pages * DataFormat.PageBytes;

    public override long Position { get => _position; set => _position = value; }

    /// <summary>Bytes of the file, checksums included.</summary>
    internal long FileBytes => _pages == 0 ? 0 : DataFormat.PageOffset(_pages - 1) + DataFormat.PageBytes;

    /// <summary>Pages that failed their checksum and were handed out all the same; see <see cref="Read(byte[], int, int)"/>.</summary>
    internal int DamagedReads { get; private set; }

    /// <remarks>
    /// A damaged page of documents is handed out: it may hold a part of one batch only, whose own checksum tells. In any other page
    /// (header, index, collection) a wrong bit leads to wrong places, so that is the end of this file. A strict one hands none out.
    /// </remarks>
    /// <exception cref="StoreDamagedException">A page that is not of documents fails its checksum, or the file is too short.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        long page = _position / DataFormat.PageBytes;
        Span<byte> target = buffer.AsSpan(offset, DataFormat.PageBytes);
        if (_dirty.TryGetValue(page, out byte[]? waiting))
        {
            waiting.AsSpan(0, DataFormat.PageBytes).CopyTo(target);
        }
        else
        {
            if (page >= _pages || _file.Read(DataFormat.PageOffset(page), target) < target.Length)
            {
                throw new StoreDamagedException($"page {page} lies beyond the end of the data file of {_pages} pages; it was cut.");
            }

            if (Checksum(page) != LogFormat.Crc(0, target))
            {
                DamagedReads++;
                if (_strict || target[4] != DataPageType || BinaryPrimitives.ReadUInt32LittleEndian(target) != page)
                {
                    throw new StoreDamagedException($"page {page} of the data file fails its checksum.");
                }
            }
        }

        _position += DataFormat.PageBytes;
        return DataFormat.PageBytes;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count != DataFormat.PageBytes)
        {
            throw new InvalidOperationException($"LiteDB wrote {count} bytes to the data file; only whole pages are expected.");
        }

        long page = _position / DataFormat.PageBytes;
        if (!_dirty.TryGetValue(page, out byte[]? copy))
        {
            copy = ArrayPool<byte>.Shared.Rent(DataFormat.PageBytes);
            _dirty.Add(page, copy);
        }

        buffer.AsSpan(offset, count).CopyTo(copy);
        _pages = Math.Max(_pages, page + 1);
        _position += count;
    }

    /// <summary>Writes what was collected, sorted, neighbours in one call, with their checksums; then one fdatasync.</summary>
    public override void Flush()
    {
        if (_dirty.Count == 0)
        {
            return;
        }

        _log.RequireWritten();
        byte[] run = ArrayPool<byte>.Shared.Rent(MaxRunPages * DataFormat.PageBytes);
        var regions = new SortedSet<long>();
        int filled = 0;
        long first = 0;
        foreach ((long page, byte[] content) in _dirty)
        {
            long region = page / DataFormat.RegionPages;
            _ = regions.Add(region);
            BinaryPrimitives.WriteUInt32LittleEndian(
                Region(region).AsSpan((int)(page % DataFormat.RegionPages) * 4), LogFormat.Crc(0, content.AsSpan(0, DataFormat.PageBytes)));
            if (filled > 0 && (page != first + filled || filled == MaxRunPages || page % DataFormat.RegionPages == 0))
            {
                _file.Write(DataFormat.PageOffset(first), run.AsSpan(0, filled * DataFormat.PageBytes));
                filled = 0;
            }

            first = filled == 0 ? page : first;
            content.AsSpan(0, DataFormat.PageBytes).CopyTo(run.AsSpan(filled * DataFormat.PageBytes));
            filled++;
        }

        _file.Write(DataFormat.PageOffset(first), run.AsSpan(0, filled * DataFormat.PageBytes));
        ArrayPool<byte>.Shared.Return(run);
        foreach (long region in regions)
        {
            byte[] checksums = Region(region);
            BinaryPrimitives.WriteUInt32LittleEndian(checksums.AsSpan(DataFormat.BlockBytes - 4), LogFormat.Crc(0, checksums.AsSpan(0, DataFormat.BlockBytes - 4)));
            _file.Write(DataFormat.RegionOffset(region), checksums);
        }

        _file.Sync();
        foreach (byte[] content in _dirty.Values)
        {
            ArrayPool<byte>.Shared.Return(content);
        }

        _dirty.Clear();
    }

    public override void SetLength(long value)
    {
        if (value % DataFormat.PageBytes != 0 || value < Length)
        {
            throw new InvalidOperationException($"LiteDB wants the data file at {value} bytes; it only ever grows by whole pages.");
        }
    }

    /// <summary>Reserves blocks for so many bytes more than the file has.</summary>
    internal void Reserve(long bytes)
    {
        // The checksum blocks of new regions come on top: one in a thousand.
        _file.Reserve(FileBytes, bytes + (bytes / DataFormat.RegionBytes * DataFormat.BlockBytes) + (2 * DataFormat.BlockBytes));
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private uint Checksum(long page) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Region(page / DataFormat.RegionPages).AsSpan((int)(page % DataFormat.RegionPages) * 4));

    private byte[] Region(long region)
    {
        if (!_checksums.TryGetValue(region, out byte[]? checksums))
        {
            // A block that is itself damaged fails its pages one by one; nothing more is to be decided here.
            checksums = new byte[DataFormat.BlockBytes];
            _ = _file.Read(DataFormat.RegionOffset(region), checksums);
            _checksums.Add(region, checksums);
        }

        return checksums;
    }
}
