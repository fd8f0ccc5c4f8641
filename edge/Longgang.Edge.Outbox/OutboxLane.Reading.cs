using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox;

// Acknowledgements and look-ups, on the owner's thread.
public sealed partial class OutboxLane
{
    private const int MostSizes = 4096;

    // Batches that were read from the disk: whoever reads one will acknowledge it soon.
    private readonly Dictionary<ulong, AcknowledgedBatch> _sizes = [];

    // Batches that are gone from the store and counted as quarantined already, above the head.
    private readonly Dictionary<ulong, ulong> _holes = [];

    private void TakeAcknowledgements()
    {
        ulong taken = 0;
        while (_acks.TryDequeue(out (OutboxId Outbox, ulong First, uint Count) ack))
        {
            if (ack.Outbox != _outbox || ack.First < _mark.Head || ack.First >= Snapshot.Accepted + 1 || _acked.ContainsKey(ack.First))
            {
                continue; // repeated, of an earlier store, or of nothing that was ever sent
            }

            if (Measure(ack.First) is { } batch && batch.Count == ack.Count)
            {
                _acked.Add(ack.First, batch);
                taken += ack.Count;
            }
            else
            {
                LogAckIgnored(_logger, Kind, ack.First, ack.Count);
            }
        }

        if (taken > 0)
        {
            lock (_gate)
            {
                _acknowledged += taken;
                LaneSnapshot now = _snapshot;
                _snapshot = now with { Acknowledged = now.Acknowledged + taken, Pending = now.Pending - taken };
            }
        }
    }

    /// <summary>
    /// Takes the acknowledged batches at the head, oldest first and without a gap, as far as a cursor snapshot covers them. Deleting only
    /// there keeps the store one run of sequences, in which every batch leads to the next by its count.
    /// </summary>
    private List<AcknowledgedBatch> TakeDeletes(ulong covered)
    {
        var deletes = new List<AcknowledgedBatch>();
        while (deletes.Count < MostDeletes && PassHead(deletes, covered))
        {
        }

        return deletes;
    }

    /// <summary>Passes a hole, or takes a confirmed batch below <paramref name="covered"/>, when that is what the head is. Returns whether it was.</summary>
    private bool PassHead(List<AcknowledgedBatch> deletes, ulong covered)
    {
        if (_holes.Remove(_mark.Head, out ulong missing))
        {
            _mark = _mark with { Head = _mark.Head + missing };
            return true;
        }

        if (!_acked.TryGetValue(_mark.Head, out AcknowledgedBatch batch) || batch.First + batch.Count > covered)
        {
            return false;
        }

        _ = _acked.Remove(batch.First);
        _mark = TakeHead(batch, deletes) with { Acknowledged = _mark.Acknowledged + batch.Count };
        return true;
    }

    /// <summary>Takes the batch at the head to be deleted. Returns the counters without it; the caller counts its events as what they are.</summary>
    private LaneMark TakeHead(AcknowledgedBatch batch, List<AcknowledgedBatch> deletes)
    {
        _ = _sizes.Remove(batch.First);
        deletes.Add(batch);
        return _mark with { Head = batch.First + batch.Count, BytesOut = _mark.BytesOut + batch.Bytes };
    }

    private AcknowledgedBatch? Measure(ulong first)
    {
        if (_recent.Find(first) is { } recent)
        {
            return new AcknowledgedBatch(first, recent.Count, BatchDocument.BytesOf(recent.Payload.Length));
        }

        if (_sizes.TryGetValue(first, out AcknowledgedBatch known))
        {
            return known;
        }

        return _store.Read(first).Batch is { } batch ? new AcknowledgedBatch(first, batch.Count, batch.Bytes) : null;
    }

    private void ServeReads()
    {
        while (_reads.TryDequeue(out ReadRequest? request))
        {
            try
            {
                request.SetResult(FindAfter(request.After));
            }
            catch (Exception exception)
            {
                SetFault(exception); // first: whoever reads the exception looks at the snapshot next
                request.SetException(new LaneFaultedException(Kind, exception));
                throw;
            }
        }
    }

    private StoredBatch? FindAfter(ulong sequence)
    {
        ulong? first = sequence < _mark.Head ? _mark.Head
            : Measure(sequence) is { } before ? sequence + before.Count
            : _store.FirstAfter(sequence);
        while (first is { } candidate && candidate <= Snapshot.Accepted)
        {
            if (_acked.TryGetValue(candidate, out AcknowledgedBatch confirmed))
            {
                first = candidate + confirmed.Count;
                continue;
            }

            if (_recent.Find(candidate) is { } recent)
            {
                return recent;
            }

            BatchRead read = _store.Read(candidate);
            if (read.Batch is { } batch)
            {
                if (_sizes.Count >= MostSizes)
                {
                    _sizes.Clear();
                }

                _sizes[candidate] = new AcknowledgedBatch(candidate, batch.Count, batch.Bytes);
                return new StoredBatch(_outbox, candidate, batch.Count, batch.Payload, batch.Crc);
            }

            first = _store.FirstAfter(candidate);
            ulong end = first ?? Snapshot.Accepted + 1;
            if (!_holes.ContainsKey(candidate))
            {
                Quarantine(candidate, end, read.State);
            }
        }

        lock (_gate)
        {
            // There is no batch above; whoever waits for one waits for the next to come.
            _lastBatch = Math.Min(_lastBatch, sequence);
        }

        return null;
    }
}
