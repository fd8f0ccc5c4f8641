using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Appending;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox;

// The owner's thread: gathers, commits, deletes, checkpoints. All fields here are its own unless it says otherwise.
public sealed partial class OutboxLane
{
    private const int MostDeletes = 32;
    private const int Crowd = 32;
    private const int LoneEnough = 3;
    private const int SnapshotBatches = 512;
    private static readonly TimeSpan IdleMaintenance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan IdleCheckpoint = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);
    private readonly List<PendingAppend> _group = [];
    private readonly Dictionary<ulong, AcknowledgedBatch> _acked = [];
    private LaneCommit? _preparing;
    private BatchStore _store = null!;
    private CursorTable _cursors = new();
    private OutboxId _outbox;
    private LaneMark _mark;
    private ulong _covered;
    private ulong _batchesSinceSnapshot;
    private ulong _acknowledged;
    private int _groupBytes;
    private int _groupSeen;
    private bool _groupUrgent;
    private bool _groupCameLate; // its first event came when what was committed before it was durable
    private int _lone;           // groups one after the other that were a single event that came late
    private long _groupStarted;
    private long _lastEvent;
    private long _lastCommit;
    private ulong _head; // read by readers

    private void Own()
    {
        IDisposable? folderLock = null;
        try
        {
            folderLock = _folder.Lock();
            Open();
            _opened.SetResult();
            Loop();
        }
#pragma warning disable CA1031 // the owner's last stand: whoever waits must hear of it, whatever it was
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _fault, exception);
            if (!_opened.TrySetException(exception))
            {
                LogFaulted(_logger, Kind, exception);
            }
        }
        finally
        {
            Close(folderLock);
        }
    }

    private void Open()
    {
        long started = _time.GetTimestamp();
        OpenStore();
        _recoveredCursors = _cursors.Copy();
        LogOpened(_logger, Kind, _outbox.ToString(), Snapshot.Accepted, Snapshot.Pending, Snapshot.FileBytes, _time.GetElapsedTime(started).TotalMilliseconds);
    }

    private void Loop()
    {
        while (!_stopping || _group.Count > 0 || _queue.ArmAt(1))
        {
            Turn();
        }

        Finish();
    }

    /// <summary>Does one thing: commits a group, deletes, reads, opens the store anew after a failure, or sleeps.</summary>
    internal void Turn()
    {
        try
        {
            Step();
        }
        catch (Exception exception) when (StumbleWatch.IsFailure(exception))
        {
            Recover(exception);
        }
    }

    private void Step()
    {
        if (_writer.Fault is { } fault)
        {
            throw new IOException(fault.Message, fault);
        }

        TakeAgain();
        TakeAcknowledgements();
        TakeReported();
        ServeReads();
        bool empty = _group.Count == 0;
        bool full = _queue.MoveTo(_group, ref _groupBytes, ref _groupUrgent, _options.MaxBatchEvents, _options.MaxBatchBytes);
        long now = _time.GetTimestamp();
        _groupCameLate = empty ? _writer.IsIdle : _groupCameLate;
        if (_group.Count == 0)
        {
            if (!Maintain(now))
            {
                Sleep(1, _acked.Count > 0 || _full is not null ? IdleMaintenance / 2 : IdleWait);
            }

            return;
        }

        TimeSpan wait = full || _stopping ? TimeSpan.Zero : WaitForCompany(now);
        if (wait > TimeSpan.Zero)
        {
            Sleep((_spaced && _group.Count < Crowd ? Crowd : _options.MaxBatchEvents) - _group.Count, wait);
            return;
        }

        Commit();
    }

    /// <summary>
    /// How much longer the group should wait, zero: not at all. While a transaction is being synced waiting costs nothing, as the next one
    /// could not be written sooner. Otherwise an event that comes alone leaves at once, and a stream is gathered until it pauses
    /// for a fifth of the longest wait or has lasted that long: company is waited for only while company is coming. Few events that
    /// nobody stands and waits for are not committed more often than the spacing allows: each commit costs half a dozen thread switches, a sync, a message and an
    /// acknowledgement, on the box and again in the cloud, whether it carries one event or thirty. But when some events one after the other were alone and each came only
    /// after the one before it was durable, then a device waits for each, and waiting brings no company: they go at once.
    /// </summary>
    private TimeSpan WaitForCompany(long now)
    {
        TimeSpan pause = _options.MaxWait / 5;
        TimeSpan sinceCommit = _time.GetElapsedTime(_lastCommit, now);
        bool lone = _group.Count == 1 && _groupCameLate && _lone >= LoneEnough;
        if (_spaced && !_groupUrgent && !lone && _group.Count < Crowd && sinceCommit < _options.Spacing)
        {
            return _options.Spacing - sinceCommit;
        }

        if (_groupSeen == 0)
        {
            _groupStarted = now;
            bool alone = _time.GetElapsedTime(_lastEvent, now) >= pause;
            _lastEvent = now;
            _groupSeen = _group.Count;
            return !_writer.IsIdle ? IdleWait : alone ? TimeSpan.Zero : pause;
        }

        bool grew = _group.Count > _groupSeen;
        _groupSeen = _group.Count;
        if (grew)
        {
            _lastEvent = now;
        }

        if (!_writer.IsIdle)
        {
            return IdleWait;
        }

        return _time.GetElapsedTime(_groupStarted, now) >= _options.MaxWait || _time.GetElapsedTime(_lastEvent, now) >= pause
            ? TimeSpan.Zero
            : pause;
    }

    private void Sleep(int wakeAt, TimeSpan longest)
    {
        _wake.Reset();
        if (!_queue.ArmAt(Math.Max(1, wakeAt)) && !(_recovered && Volatile.Read(ref _untold) == 0) && _reads.IsEmpty && _acks.IsEmpty && _reported.IsEmpty && _writer.Fault is null
            && (_group.Count == 0 ? !_stopping : !_writer.IsIdle || longest < IdleWait))
        {
            _host.Sleep(_wake, longest);
        }
    }

    private void Commit()
    {
        if (!HasRoom())
        {
            // And with them all that came after them, or there could be room for those and their devices' events would change places.
            LaneFullException refusal = Volatile.Read(ref _full)!;
            FailGroup(refusal);
            FailQueue(refusal);
            return;
        }

        PendingAppend[] events = [.. _group];
        ulong first = _mark.Next;
        byte[] payload = _encoder.Encode(_outbox, first, events);
        foreach (PendingAppend item in events)
        {
            item.ReleaseBytes();
            _cursors.Accept(item.Device, item.DeviceEpoch, item.DeviceSequence);
        }

        _lone = events.Length == 1 && _groupCameLate ? _lone + 1 : 0;
        ClearGroup();
        _mark = _mark with { Next = first + (ulong)events.Length, Last = first, BytesIn = _mark.BytesIn + BatchDocument.BytesOf(payload.Length) };
        bool snapshot = _mark.Next - _covered >= (ulong)_options.SnapshotEvents || ++_batchesSinceSnapshot >= SnapshotBatches;
        List<AcknowledgedBatch> deletes = TakeDeletes(snapshot ? _mark.Next : _covered);
        var document = new BatchDocument(first, (uint)events.Length, LogFormat.Crc(0, payload), payload, NowMicroseconds(), _mark);
        Write(new StoredBatch(_outbox, first, document.Count, payload, document.Crc), document, events, deletes, snapshot);
    }

    private void Write(
        StoredBatch? batch, BatchDocument? document, PendingAppend[] events, List<AcknowledgedBatch> deletes, bool snapshot)
    {
        var commit = new LaneCommit(_store, batch, events, deletes, _mark, snapshot ? _mark.Next : _covered);
        _preparing = commit;
        if (_store.NeedsCheckpoint)
        {
            _writer.WaitIdle();
            _store.Checkpoint();
        }

        MetaDocument? meta = snapshot ? new MetaDocument(_outbox, _mark.Next, _mark, _cursors.Encode(_encoder.Compressor), [.. _reports], new Dictionary<ulong, ulong>(_holes)) : null;
        _store.Commit(deletes, document, meta);
        _writer.WaitIdle();
        _covered = commit.Covered;
        _batchesSinceSnapshot = snapshot ? 0 : _batchesSinceSnapshot;
        _lastCommit = _time.GetTimestamp();
        _preparing = null;
        _writer.Submit(commit);
        ReleaseSlots(events.Length);
    }

    // Runs on the writer's thread.
    private void OnDurable(LaneCommit commit)
    {
        TaskCompletionSource? committed = null;
        if (commit.Deletes.Count > 0)
        {
            _recent.DropBelow(commit.Mark.Head);
        }

        if (commit.Batch is { } batch)
        {
            _recent.Add(batch);
        }

        lock (_gate)
        {
            Volatile.Write(ref _head, commit.Mark.Head);
            if (commit.Batch is { } stored)
            {
                Volatile.Write(ref _lastBatch, stored.FirstSequence);
                committed = _batchCommitted;
                _batchCommitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            PublishUnderGate(commit.Mark, commit.Store.FileBytes);
        }

        committed?.SetResult();
        if (commit.Events.Count > 0)
        {
            _host.Dispatch(commit);
        }
    }

    private bool Maintain(long now)
    {
        if (!_writer.IsIdle)
        {
            return false;
        }

        if (Volatile.Read(ref _full) is not null)
        {
            _ = HasRoom();
        }

        bool idle = _time.GetElapsedTime(_lastCommit, now) >= IdleMaintenance;
        if (_reportsChanged || (_acked.ContainsKey(_mark.Head) && (idle || _acked.Count >= MostDeletes)))
        {
            _reportsChanged = false;
            Write(null, null, [], TakeDeletes(_mark.Next), snapshot: true);
            return true;
        }

        if (idle && _store.HasLog && _time.GetElapsedTime(_lastCommit, now) >= IdleCheckpoint)
        {
            _store.Checkpoint();
            return true;
        }

        return false;
    }

    private long NowMicroseconds() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private void ReleaseSlots(int count)
    {
        if (count > 0)
        {
            _ = _slots.Release(count);
        }
    }

    private void ClearGroup()
    {
        _group.Clear();
        _groupBytes = 0;
        _groupSeen = 0;
        _groupUrgent = false;
    }
}
