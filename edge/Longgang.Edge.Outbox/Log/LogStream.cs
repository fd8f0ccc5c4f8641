using System.Buffers;
using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Log;

/// <summary>
/// The stream that LiteDB takes for its log. LiteDB writes it from a thread of its own, at a time of its own choosing, and calls
/// <see cref="Flush"/> without meaning it; so this stream only collects pages until the one with the confirm flag, and the lane says
/// when the transaction goes to the disk: <see cref="WriteNext"/>, one write and one fdatasync.
/// </summary>
/// <remarks>
/// <see cref="Write(byte[], int, int)"/> touches no disk and so never throws for one: LiteDB's writer dies of an exception and takes every later
/// commit with it without a word.
/// </remarks>
internal sealed class LogStream : Stream
{
    private const int ChunkBytes = 1 << 18;
    private static readonly byte[] Zeros = new byte[ChunkBytes];
    private readonly IStoreFile _file;
    private readonly Lock _gate = new();
    private readonly List<(long Offset, uint Crc)> _written;
    private readonly Queue<LogTransaction> _sealed = new();
    private readonly Stack<LogTransaction> _spare = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly byte[] _block = new byte[LogFormat.BlockBytes];
    private LogTransaction _open = new();
    private ulong _epoch;
    private ulong _nextTransaction;
    private long _tail;
    private long _length;
    private long _position;

    private LogStream(IStoreFile file, LogImage image)
    {
        _file = file;
        _epoch = image.Epoch;
        _written = [.. image.Pages];
        _nextTransaction = image.Transactions;
        _tail = image.Tail;
        TornTail = image.TornTail;
        _length = (long)_written.Count * LogFormat.PageBytes;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length
    {
        get
        {
            lock (_gate)
            {
                return _length;
            }
        }
    }

    public override long Position { get => _position; set => _position = value; }

    /// <summary>What a torn write left behind the last whole transaction when the log was opened, or null.</summary>
    internal string? TornTail { get; }

    /// <summary>Bytes of the file that this epoch uses.</summary>
    internal long UsedBytes
    {
        get
        {
            lock (_gate)
            {
                return _tail;
            }
        }
    }

    /// <summary>Makes an empty log of <paramref name="capacityBytes"/>, written through so that later writes change no metadata.</summary>
    internal static void Create(IStoreFile file, long capacityBytes)
    {
        file.SetLength(0);
        for (long position = 0; position < capacityBytes; position += Zeros.Length)
        {
            file.Write(position, Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, capacityBytes - position)));
        }

        var epoch = new byte[LogFormat.BlockBytes];
        LogFormat.WriteEpoch(epoch, 1, capacityBytes);
        file.Write(LogFormat.BlockBytes, epoch);
        file.Sync();
    }

    /// <summary>
    /// Opens a log. What it holds is written and synced once more: after a kill it may lie in memory only, and after a failed fdatasync
    /// the kernel counts the pages as clean though the disk never saw them.
    /// </summary>
    /// <exception cref="StoreDamagedException">Something in the middle is broken.</exception>
    internal static LogStream Open(IStoreFile file)
    {
        LogImage image = LogScan.Read(file);
        if (image.Damage is { } damage)
        {
            throw new StoreDamagedException(damage);
        }

        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        for (long position = 0; position < image.Tail; position += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, image.Tail - position));
            _ = file.Read(position, part);
            file.Write(position, part);
        }

        ArrayPool<byte>.Shared.Return(chunk);
        file.Sync();
        return new LogStream(file, image);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            int page = (int)(_position / LogFormat.PageBytes);
            if (_position >= _length)
            {
                return 0;
            }

            Span<byte> target = buffer.AsSpan(offset, LogFormat.PageBytes);
            if (page < _written.Count)
            {
                if (_file.Read(_written[page].Offset, target) < target.Length || LogFormat.Crc(0, target) != _written[page].Crc)
                {
                    throw new StoreDamagedException($"page {page} of the log is not what was written there.");
                }
            }
            else
            {
                FromMemory(page - _written.Count).CopyTo(target);
            }

            _position += LogFormat.PageBytes;
            return LogFormat.PageBytes;
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            if (count != LogFormat.PageBytes || _position != _length)
            {
                throw new InvalidOperationException($"LiteDB wrote {count} bytes at {_position} of a log of {_length} bytes; only whole pages at its end are expected.");
            }

            _open.Add(buffer.AsSpan(offset, count));
            _length += LogFormat.PageBytes;
            _position = _length;
            if (buffer[offset + LogFormat.ConfirmFlag] == 0)
            {
                return;
            }

            _open.Seal(_epoch, _nextTransaction++);
            _sealed.Enqueue(_open);
            _open = _spare.TryPop(out LogTransaction? spare) ? spare : new LogTransaction();
        }

        _arrived.Release();
    }

    /// <summary>Waits until LiteDB has handed over a committed transaction that nobody waited for yet.</summary>
    internal bool WaitForTransaction(TimeSpan timeout) => _arrived.Wait(timeout);

    /// <summary>Brings the oldest collected transaction to the disk: one write, one fdatasync. Returns its bytes.</summary>
    internal int WriteNext()
    {
        LogTransaction transaction;
        lock (_gate)
        {
            transaction = _sealed.Peek();
        }

        _file.Write(_tail, transaction.Bytes);
        _file.Sync();

        lock (_gate)
        {
            for (int page = 0; page < transaction.Pages; page++)
            {
                _written.Add((_tail + LogFormat.PageOffset(page), transaction.PageCrc(page)));
            }

            int bytes = transaction.Bytes.Length;
            _tail += bytes;
            _ = _sealed.Dequeue();
            transaction.Reset();
            _spare.Push(transaction);
            return bytes;
        }
    }

    /// <summary>LiteDB's own wish to flush says nothing about transactions; see <see cref="WriteNext"/>.</summary>
    public override void Flush()
    {
    }

    /// <summary>Empties the log after a checkpoint by beginning a new epoch; the file is recycled. Durable when it returns.</summary>
    public override void SetLength(long value)
    {
        lock (_gate)
        {
            if (value != 0 || _sealed.Count > 0)
            {
                throw new InvalidOperationException($"The log can only be emptied, and only when all of it is on the disk (asked for {value} bytes, {_sealed.Count} transactions unwritten).");
            }

            _epoch++;
            LogFormat.WriteEpoch(_block, _epoch, _file.Length);
            _file.Write((long)(_epoch % 2) * LogFormat.BlockBytes, _block);

            // Without this sync a power cut could leave the old epoch's slot with a torn first group of the new one, and the old groups
            // behind it would look like damage.
            _file.Sync();
            _written.Clear();
            _open.Reset();
            _nextTransaction = 0;
            _tail = LogFormat.GroupsStart;
            _length = 0;
        }
    }

    /// <summary>Throws unless everything that LiteDB handed over is on the disk: the data file may only get what the log holds.</summary>
    internal void RequireWritten()
    {
        lock (_gate)
        {
            if (_sealed.Count > 0)
            {
                throw new InvalidOperationException("A checkpoint began before the log was on the disk.");
            }
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _arrived.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadOnlySpan<byte> FromMemory(int page)
    {
        foreach (LogTransaction transaction in _sealed)
        {
            if (page < transaction.Pages)
            {
                return transaction.Page(page);
            }

            page -= transaction.Pages;
        }

        return _open.Page(page);
    }
}
