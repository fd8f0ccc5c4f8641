namespace Longgang.Edge.Outbox.Appending;

/// <summary>
/// Events that wait for the owner. A plain queue and not a channel for one reason: the owner says at which length it wants to be woken.
/// While a batch is being synced there is nothing to do for it before the next one is full, and a wake-up for each event would cost
/// more than the event.
/// </summary>
internal sealed class AppendQueue(ManualResetEventSlim wake)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingAppend> _items = new();
    private int _wakeAt = 1;
    private int _bytes;
    private int _urgent;
    private bool _closed;
    private int _drains;

    /// <summary>How often it was emptied by a failure. Whoever adds says what he read before he was told that nothing is wrong.</summary>
    internal int Drains => Volatile.Read(ref _drains);

    /// <summary>False when the lane takes nothing any more, or when what may have been before this one was thrown out meanwhile.</summary>
    internal bool TryAdd(PendingAppend item, int drains)
    {
        bool signal;
        lock (_gate)
        {
            if (_closed || drains != _drains)
            {
                return false;
            }

            _items.Enqueue(item);
            _bytes += item.Length;
            _urgent += item.Urgent ? 1 : 0;
            signal = item.Urgent || _items.Count >= _wakeAt || _bytes >= 64 * 1024;
        }

        if (signal)
        {
            wake.Set();
        }

        return true;
    }

    /// <summary>Moves events into a group until it has so many events or bytes. Returns whether it is full; says when one of them is urgent.</summary>
    internal bool MoveTo(List<PendingAppend> group, ref int groupBytes, ref bool groupUrgent, int maxEvents, int maxBytes)
    {
        lock (_gate)
        {
            while (group.Count < maxEvents && _items.TryPeek(out PendingAppend? item))
            {
                if (group.Count > 0 && groupBytes + item.Length > maxBytes)
                {
                    return true;
                }

                group.Add(_items.Dequeue());
                groupUrgent |= item.Urgent;
                _urgent -= item.Urgent ? 1 : 0;
                groupBytes += item.Length;
                _bytes -= item.Length;
            }

            return group.Count >= maxEvents || groupBytes >= maxBytes;
        }
    }

    /// <summary>Asks to be woken at so many events or at an urgent one; returns true when that is so already.</summary>
    internal bool ArmAt(int events)
    {
        lock (_gate)
        {
            _wakeAt = events;
            return _items.Count >= events || _urgent > 0;
        }
    }

    /// <summary>Takes everything out.</summary>
    internal List<PendingAppend> Drain()
    {
        lock (_gate)
        {
            _drains++;
            List<PendingAppend> all = [.. _items];
            _items.Clear();
            _bytes = 0;
            _urgent = 0;
            return all;
        }
    }

    /// <summary>Takes nothing more in; what is there stays to be committed.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }
}
