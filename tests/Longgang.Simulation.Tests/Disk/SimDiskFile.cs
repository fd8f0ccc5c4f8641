using Longgang.Edge.Outbox.Files;

namespace Longgang.Simulation.Tests.Disk;

/// <summary>
/// A file of the simulated disk: what the page cache shows, what the platter holds, and the writes in between. Both are kept in blocks; a block of zeros
/// is none, so that a log of megabytes that nobody has written to costs nothing.
/// </summary>
internal sealed class SimDiskFile(SimDisk disk, string name) : IStoreFile
{
    private readonly List<SimWrite> _unsynced = [];
    private SparseBytes _cache = new();
    private SparseBytes _platter = new();

    public long Length => _cache.Length;

    internal string Name { get; set; } = name;

    public int Read(long offset, Span<byte> buffer)
    {
        disk.Enter(DiskCall.Read, this);
        return _cache.Read(offset, buffer);
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        bool before = disk.Enter(DiskCall.Write, this, offset + data.Length - Length);
        if (before)
        {
            Put(offset, data);
        }

        disk.Leave(DiskCall.Write, this);
    }

    public void Sync()
    {
        if (!disk.Enter(DiskCall.Sync, this))
        {
            // As Linux does it: the pages that could not be written are clean from now on, and no later call writes them.
            _unsynced.Clear();
        }
        else
        {
            _unsynced.ForEach(write => write.ApplyTo(_platter));

            _unsynced.Clear();
        }

        disk.Leave(DiskCall.Sync, this);
    }

    public void Reserve(long offset, long length)
    {
        _ = disk.Enter(DiskCall.Reserve, this, offset + length - Length);
        disk.Leave(DiskCall.Reserve, this);
    }

    public void SetLength(long length)
    {
        _ = disk.Enter(DiskCall.Write, this);
        _cache.Resize(length);
        _unsynced.Add(SimWrite.Cut(length));
        disk.Leave(DiskCall.Write, this);
    }

    public void Dispose()
    {
    }

    /// <summary>The power is gone: of what was not synced each write is there, gone, or torn into sectors.</summary>
    internal void LosePower(Random random)
    {
        int mood = random.Next(4); // 0: nothing of it is there; 1: all of it; else: a mixture
        foreach (SimWrite write in _unsynced)
        {
            int fate = mood < 2 ? mood : random.Next(3);
            if (fate == 1)
            {
                write.ApplyTo(_platter);
            }
            else if (fate == 2)
            {
                write.TearInto(_platter, random);
            }
        }

        _unsynced.Clear();
        _cache = _platter.Copy();
    }

    /// <summary>A bit of what lies on the platter is not what was written.</summary>
    internal bool Flip(Random random)
    {
        long at = _platter.SomeWritten(random);
        if (at < 0)
        {
            return false;
        }

        int bit = random.Next(8);
        _platter.Flip(at, bit);
        _cache.Flip(at, bit);
        return true;
    }

    private void Put(long offset, ReadOnlySpan<byte> data)
    {
        _cache.Write(offset, data);
        _unsynced.Add(SimWrite.Of(offset, data));
    }
}
