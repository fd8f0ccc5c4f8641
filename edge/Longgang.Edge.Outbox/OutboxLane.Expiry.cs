using Longgang.Contracts.Wire;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox;

// A lane that may give up its oldest events does so by name, on the owner's thread.
public sealed partial class OutboxLane
{
    /// <summary>
    /// Gives up the oldest batches until a part of the bound is free, so that it happens now and then and not with every commit. A transaction
    /// deletes batches and names them, so no kill leaves one without the other; one ledger entry grows over all of them and is handed over at the end.
    /// Batches that the cloud has confirmed meanwhile are not expired: they are deleted as confirmed. One that is only on its way is:
    /// when its confirmation comes after all, the cloud's ledger counts it as stored.
    /// </summary>
    /// <returns>Whether anything was given up.</returns>
    private bool ExpireOldest()
    {
        ulong before = _mark.Expired;
        byte[]? name = null;
        ulong from = 0;
        ulong end = 0;
        while (LiveShare + Margin + (_options.LimitBytes / 16) > _store.DataBytes && _mark.Head < _mark.Next)
        {
            var deletes = new List<AcknowledgedBatch>();
            ulong? damaged = null;
            while (deletes.Count < MostDeletes && _mark.Head < _mark.Next)
            {
                ulong first = _mark.Head;
                if (_holes.Remove(first, out ulong missing))
                {
                    _mark = _mark with { Head = first + missing };
                    continue;
                }

                if (_acked.Remove(first, out AcknowledgedBatch confirmed))
                {
                    _mark = Without(confirmed) with { Acknowledged = _mark.Acknowledged + confirmed.Count };
                    deletes.Add(confirmed);
                    continue;
                }

                if (Measure(first) is not { } batch)
                {
                    ulong next = _store.FirstAfter(first) ?? _mark.Next;
                    if (_store.Read(first).State != BatchState.Missing)
                    {
                        damaged = next;
                        break;
                    }

                    _mark = _mark with { Head = next }; // quarantined in an earlier run
                    continue;
                }

                if (name is not null && end != first)
                {
                    _ = _toReport.Writer.TryWrite(name); // a confirmed one lies in between
                    name = null;
                }

                from = name is null ? first : from;
                end = first + batch.Count;
                name = Rename(name, from, end - 1);
                _mark = Without(batch) with { Expired = _mark.Expired + batch.Count };
                deletes.Add(batch);
            }

            if (deletes.Count > 0)
            {
                Write(null, null, [], deletes, snapshot: true);
            }

            if (damaged is { } after)
            {
                Quarantine(_mark.Head, after);
            }
        }

        if (name is not null)
        {
            _ = _toReport.Writer.TryWrite(name);
        }

        if (_mark.Expired > before)
        {
            LogExpired(_logger, Kind, _mark.Expired - before, _options.LimitBytes);
        }

        return _mark.Expired > before;

        LaneMark Without(AcknowledgedBatch batch)
        {
            _ = _sizes.Remove(batch.First);
            return _mark with { Head = batch.First + batch.Count, BytesOut = _mark.BytesOut + batch.Bytes };
        }
    }

    /// <summary>The entry of the run that is being given up, in the place of the shorter one.</summary>
    private byte[] Rename(byte[]? name, ulong first, ulong last)
    {
        if (name is not null)
        {
            _ = _reports.Remove(name);
        }

        byte[] longer = Name(LedgerKind.Expired, _outbox, first, last, "the lane's disk bound was reached and its policy gives up the oldest");
        _reports.Add(longer);
        return longer;
    }
}
