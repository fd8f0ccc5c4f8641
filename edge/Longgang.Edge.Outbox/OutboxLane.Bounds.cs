using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox;

// What bounds a lane, and what it does at its bound: it refuses, or gives up its oldest events by name. On the owner's thread.
public sealed partial class OutboxLane
{
    // What must stay free of the bound for the next transactions.
    private long Margin => Math.Max(1 << 20, _options.LimitBytes / 32);

    // What the batches that the lane holds take in the data file, with LiteDB's own share.
    private long LiveShare => _mark.LiveBytes + (_mark.LiveBytes / 4);

    // What is left for batches: LiteDB fills its pages to about nine tenths.
    private long Capacity => Math.Max(0, (_options.LimitBytes - BatchStore.LogCapacity(_options.CheckpointPages) - Margin) * 9 / 10);

    private bool IsAtBound => _store.PossibleFileBytes + Margin > _options.LimitBytes && LiveShare + Margin > _store.DataBytes;

    /// <summary>Whether the next transaction fits within the lane's bound and the disk, or has been made to.</summary>
    private bool HasRoom()
    {
        string? reason = null;
        if (IsAtBound && !(_options.WhenFull == LaneFullPolicy.ExpireOldest && ExpireOldest() && !IsAtBound))
        {
            reason = $"{_store.FileBytes} of {_options.LimitBytes} bytes are in use";
            Refuse(new LaneFullException(Kind, _store.FileBytes, _options.LimitBytes));
        }
        else
        {
            try
            {
                _store.Reserve();
            }
            catch (StoreFileException exception) when (exception.IsDiskFull)
            {
                reason = exception.Message;
                Refuse(new LaneFullException(Kind, exception.Message));
            }
        }

        if (reason is null && Volatile.Read(ref _full) is not null)
        {
            if (Volatile.Read(ref _untold) > 0)
            {
                return false; // not before everybody knows what was refused
            }

            Volatile.Write(ref _full, null);
            LogNoLongerFull(_logger, Kind);
        }

        return reason is null;

        void Refuse(LaneFullException full)
        {
            if (Interlocked.Exchange(ref _full, full) is null)
            {
                LogFull(_logger, Kind, reason);
            }
        }
    }

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
                if (PassHead(deletes, _mark.Next))
                {
                    continue;
                }

                ulong first = _mark.Head;
                if (Measure(first) is not { } batch)
                {
                    damaged = _store.FirstAfter(first) ?? _mark.Next;
                    break;
                }

                if (name is not null && end != first)
                {
                    _ = _toReport.Writer.TryWrite(name); // a confirmed one lies in between
                    name = null;
                }

                from = name is null ? first : from;
                end = first + batch.Count;
                name = Rename(name, from, end - 1);
                _mark = TakeHead(batch, deletes) with { Expired = _mark.Expired + batch.Count };
            }

            if (deletes.Count > 0)
            {
                Write(null, null, [], deletes, snapshot: true);
            }

            if (damaged is { } after)
            {
                Quarantine(_mark.Head, after, _store.Read(_mark.Head).State);
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
