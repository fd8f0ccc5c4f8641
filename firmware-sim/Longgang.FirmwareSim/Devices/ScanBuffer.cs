namespace Longgang.FirmwareSim.Devices;

/// <summary>
/// The bounded store of a device, in order, numbering what it takes. When it is full it takes nothing more: the number is not used up,
/// so that the sequence has no gap, and the drop is counted.
/// </summary>
public sealed class ScanBuffer(int capacity)
{
    private readonly Queue<ScanRecord> _records = new();
    private ulong _sequence;
    private ScanRecord? _lastTaken;

    public int Count => _records.Count;

    public bool TryAdd(in ScanRecord draft)
    {
        if (_records.Count >= capacity)
        {
            return false;
        }

        if (draft.Fault == ScanFault.ReplayedSequence)
        {
            // Before anything was taken there is nothing to replay.
            if (_lastTaken is { } last)
            {
                _records.Enqueue(last with { Fault = ScanFault.ReplayedSequence, ArrivedAt = draft.ArrivedAt });
            }

            return true;
        }

        _records.Enqueue(draft with { Sequence = ++_sequence });
        return true;
    }

    public ScanRecord Peek() => _records.Peek();

    /// <summary>The first records that fit, up to a malformed one, which travels alone.</summary>
    public int PeekMany(Span<ScanRecord> into)
    {
        int count = 0;
        foreach (ScanRecord record in _records)
        {
            if (count == into.Length || (count > 0 && record.Fault == ScanFault.MalformedJson))
            {
                break;
            }

            into[count++] = record;
            if (record.Fault == ScanFault.MalformedJson)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>Removes the head. A kept one may be replayed later.</summary>
    public void Remove(bool kept)
    {
        ScanRecord record = _records.Dequeue();
        if (kept && record.Fault is ScanFault.None)
        {
            _lastTaken = record;
        }
    }
}
