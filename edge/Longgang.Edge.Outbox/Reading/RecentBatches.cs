using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Outbox.Reading;

/// <summary>The newest batches in memory, without gaps, up to a bound in bytes: an uplink that keeps up reads nothing from the disk.</summary>
internal sealed class RecentBatches(int maxBytes)
{
    private readonly Lock _gate = new();
    private readonly List<StoredBatch> _batches = [];
    private int _start;
    private long _bytes;

    /// <summary>Adds a batch that has just become durable.</summary>
    internal void Add(StoredBatch batch)
    {
        lock (_gate)
        {
            _batches.Add(batch);
            _bytes += batch.Payload.Length;
            while (_bytes > maxBytes && _batches.Count - _start > 1)
            {
                DropFirst();
            }
        }
    }

    /// <summary>Forgets what was deleted: all batches below <paramref name="head"/>.</summary>
    internal void DropBelow(ulong head)
    {
        lock (_gate)
        {
            while (_start < _batches.Count && _batches[_start].FirstSequence < head)
            {
                DropFirst();
            }
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _batches.Clear();
            _start = 0;
            _bytes = 0;
        }
    }

    /// <summary>
    /// The first batch above <paramref name="sequence"/>, when it is certain that no older one that was not kept would come first:
    /// the batch of that very sequence is here, or it lies behind a kept one, or nothing older exists (<paramref name="head"/>).
    /// </summary>
    internal StoredBatch? FirstAfter(ulong sequence, ulong head)
    {
        lock (_gate)
        {
            if (_start == _batches.Count)
            {
                return null;
            }

            ulong oldest = _batches[_start].FirstSequence;
            if (sequence < oldest && head < oldest)
            {
                return null;
            }

            int index = Search(sequence + 1);
            return index < _batches.Count ? _batches[index] : null;
        }
    }

    /// <summary>The batch of that first sequence, if it is here.</summary>
    internal StoredBatch? Find(ulong first)
    {
        lock (_gate)
        {
            int index = Search(first);
            return index < _batches.Count && _batches[index].FirstSequence == first ? _batches[index] : null;
        }
    }

    // Index of the first batch whose first sequence is not below.
    private int Search(ulong sequence)
    {
        int low = _start;
        int high = _batches.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_batches[middle].FirstSequence < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void DropFirst()
    {
        _bytes -= _batches[_start].Payload.Length;
        _batches[_start] = null!;
        _start++;
        if (_start > 64 && _start * 2 > _batches.Count)
        {
            _batches.RemoveRange(0, _start);
            _start = 0;
        }
    }
}
