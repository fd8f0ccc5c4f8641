using System.Globalization;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Salvage;
using Longgang.Edge.Outbox.Store;
using ZstdSharp;

namespace Longgang.Edge.Outbox;

// Opening and closing the store, on the owner's thread.
public sealed partial class OutboxLane
{
    private void OpenStore()
    {
        string stamp = _time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        SalvagedFiles.Finish(_folder, BatchStore.Shape(_options.CheckpointPages), stamp);
        if (!BatchStore.Exists(_folder))
        {
            BatchStore.Create(_folder, _options.CheckpointPages, new MetaDocument(_options.MintOutbox(), 1, LaneMark.Start, new CursorTable().Encode(_encoder.Compressor), [], new Dictionary<ulong, ulong>()));
        }

        try
        {
            if (_stumbles.Damage is { } known)
            {
                throw known;
            }

            OpenWholeStore();
        }
        catch (StoreDamagedException damage)
        {
            SalvageResult salvage = new StoreSalvage(_folder, _options, _encoder, stamp).Run();
            LogDamaged(_logger, Kind, salvage.Old.ToString(), salvage.Folder, damage);
            LogSalvaged(_logger, Kind, salvage.Batches, salvage.Events, salvage.Lost);
            _stumbles.Forget();
            OpenWholeStore();
        }
    }

    private void OpenWholeStore()
    {
        BatchStore store = BatchStore.Open(_folder, _options.CheckpointPages);
        try
        {
            Load(store);
        }
        catch (Exception exception)
        {
            store.Dispose();
            if (exception is IOException)
            {
                throw;
            }

            // A page of documents that fails its checksum is handed out all the same; LiteDB shows what it makes of one by whatever exception it stumbles into.
            throw new StoreDamagedException("LiteDB stumbles over what the cursors are rebuilt from: " + exception.Message, exception);
        }

        _store = store;
        _full = null;
    }

    /// <summary>Rebuilds what is kept in memory from the meta document and the batches above it; those are at most a snapshot's interval.</summary>
    private void Load(BatchStore store)
    {
        MetaDocument meta = store.ReadMeta() ?? throw new StoreDamagedException("the meta document is missing or fails its checksum.");
        CursorTable cursors = CursorTable.Decode(meta.Cursors);
        LaneMark mark = meta.Mark;
        ulong batches = 0;
        using var decompressor = new Decompressor();
        for (ulong next = meta.Covered; ; batches++)
        {
            BatchRead read = store.Read(next);
            if (read.State == BatchState.Missing)
            {
                break;
            }

            if (read.Batch is not { } batch)
            {
                throw new StoreDamagedException($"batch {next}, which the cursors are rebuilt from, fails its checksum.");
            }

            cursors.Accept(Batch.Parser.ParseFrom(decompressor.Unwrap(batch.Payload)));
            mark = batch.Mark;
            next = batch.End;
        }

        if (store.FirstAfter(mark.Next - 1) is { } beyond)
        {
            throw new StoreDamagedException($"there is a batch {beyond}, though the last one ends at {mark.Next - 1}.");
        }

        OutboxId before = _outbox;
        _outbox = meta.Outbox;
        _cursors = cursors;
        _mark = mark;
        _covered = meta.Covered;
        _batchesSinceSnapshot = batches;
        _recent.Clear();
        _sizes.Clear();
        _holes.Clear();
        foreach ((ulong first, ulong count) in meta.Holes.Where(hole => hole.Key >= mark.Head))
        {
            _holes.Add(first, count);
        }

        _reports.Clear();
        foreach (byte[] report in meta.Reports)
        {
            _reports.Add(report);
            _ = _toReport.Writer.TryWrite(report);
        }

        if (store.TornTail is { } torn)
        {
            LogTornTail(_logger, Kind, torn, mark.Next - 1);
            AddReport(_outbox, mark.Next, mark.Next - 1, $"{torn}; a power cut leaves that, and then nobody was told of it", OutboxEnd.Torn);
            _reportsChanged = true;
        }

        // Those whose deletion had reached the disk after all are counted by the mark.
        bool salvaged = before != default && before != _outbox;
        foreach (ulong gone in _acked.Keys.Where(first => salvaged || first < mark.Head || first >= mark.Next).ToList())
        {
            _ = _acked.Remove(gone);
        }

        lock (_gate)
        {
            _acknowledged = mark.Acknowledged;
            foreach (AcknowledgedBatch batch in _acked.Values)
            {
                _acknowledged += batch.Count;
            }

            _head = mark.Head;
            _lastBatch = mark.Head < mark.Next ? mark.Last : 0;
            PublishUnderGate(mark, store.FileBytes);
            if (salvaged)
            {
                // Whoever waits for a sequence of the damaged store must begin anew.
                _batchCommitted.SetException(new LaneFaultedException(Kind, new StoreDamagedException("it was salvaged under a new outbox id")));
                _ = _batchCommitted.Task.Exception;
                _batchCommitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void PublishUnderGate(LaneMark mark, long fileBytes)
    {
        ulong accepted = mark.Next - 1;
        _snapshot = new LaneSnapshot(
            _outbox, accepted, _acknowledged, accepted - _acknowledged - mark.Expired - mark.Quarantined, mark.Expired, mark.Quarantined, fileBytes, _fault is not null)
        {
            LiveBytes = mark.LiveBytes,
            CapacityBytes = Capacity,
            BytesTaken = mark.BytesIn,
        };
    }

    private void CloseStore()
    {
        try
        {
            _store?.Dispose();
        }
#pragma warning disable CA1031 // a broken instance may stumble over anything while closing; its files are closed all the same
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void Finish()
    {
        try
        {
            _writer.WaitIdle();
            TakeAcknowledgements();
            TakeReported();
            if (_fault is null && (_covered < _mark.Next || _acked.ContainsKey(_mark.Head) || _reportsChanged))
            {
                Write(null, null, [], TakeDeletes(_mark.Next), snapshot: true);
                _writer.WaitIdle();
                _store.Checkpoint();
            }
        }
        catch (Exception exception) when (exception is IOException or LiteDB.LiteException)
        {
            // Everything that was acknowledged is in the log; the next opening finds it there.
            LogFaulted(_logger, Kind, exception);
        }

        LogClosed(_logger, Kind, Snapshot.Accepted, Snapshot.Pending);
    }

    private void Close(IDisposable? folderLock)
    {
        _queue.Close();
        FailQueue();
        _writer.Dispose();
        CloseStore();
        _encoder.Dispose();
        folderLock?.Dispose();
        _ = _closed.TrySetResult();
        while (_reads.TryDequeue(out ReadRequest? read))
        {
            _ = read.TrySetException(new ObjectDisposedException(nameof(OutboxLane)));
        }
    }
}
