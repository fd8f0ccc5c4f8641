namespace Longgang.Edge.Outbox.Inbox;

/// <summary>Writes that wait for the owner, in the order in which they came.</summary>
internal sealed class InboxQueue(ManualResetEventSlim wake)
{
    private const int MostWrites = 16_384;
    private const long MostBytes = 16 << 20;
    private const int GroupEntries = 256;
    private const long GroupBytes = 1 << 20;
    private readonly Lock _gate = new();
    private readonly Queue<InboxWrite> _writes = new();
    private long _bytes;
    private bool _closed;

    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _writes.Count == 0;
            }
        }
    }

    /// <summary>Adds a write: true when it waits, false when too much waits already, null when nothing is taken any more.</summary>
    internal bool? TryAdd(InboxWrite write)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return null;
            }

            if (_writes.Count >= MostWrites || _bytes + write.Bytes > MostBytes)
            {
                return false;
            }

            _writes.Enqueue(write);
            _bytes += write.Bytes;
        }

        wake.Set();
        return true;
    }

    /// <summary>Takes what goes into one transaction: as much as there is up to a bound, and always at least one write.</summary>
    internal List<InboxWrite> TakeGroup()
    {
        var group = new List<InboxWrite>();
        lock (_gate)
        {
            int entries = 0;
            long bytes = 0;
            while (_writes.TryPeek(out InboxWrite? write)
                && (group.Count == 0 || (entries + write.Entries.Count <= GroupEntries && bytes + write.Bytes <= GroupBytes)))
            {
                group.Add(_writes.Dequeue());
                entries += write.Entries.Count;
                bytes += write.Bytes;
            }

            _bytes -= bytes;
        }

        return group;
    }

    /// <summary>Takes everything out.</summary>
    internal List<InboxWrite> Drain()
    {
        lock (_gate)
        {
            List<InboxWrite> all = [.. _writes];
            _writes.Clear();
            _bytes = 0;
            return all;
        }
    }

    /// <summary>Takes nothing more in.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }
}
