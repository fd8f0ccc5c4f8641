using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Appending;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox;

// Losing the store and opening it anew, and telling everybody how their appends ended, on the owner's thread.
public sealed partial class OutboxLane
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(1);
    private readonly ManualResetEventSlim _stop = new(false, 0);
    private readonly StumbleWatch _stumbles = new();
    private bool _recovered;
    private int _untold; // counted down by whoever tells

    /// <summary>
    /// The instance is done for. Opens another one, as often as it takes, and then tells by the sequences which of the transactions under way
    /// had reached the disk.
    /// </summary>
    private void Recover(Exception exception)
    {
        LogFaulted(_logger, Kind, exception);
        SetFault(exception);
        _recovered = false;
        _stumbles.Note(exception, Snapshot.Accepted + 1); // not the next in memory: what stumbled may have been the writing of just that
        LaneCommit? prepared = _preparing;
        _preparing = null;
        List<LaneCommit> doubtful = [.. new[] { _writer.TakeFailed(), prepared }.OfType<LaneCommit>()];
        ReleaseSlots(prepared?.Events.Count ?? 0);
        foreach (AcknowledgedBatch batch in doubtful.SelectMany(static commit => commit.Deletes))
        {
            _acked[batch.First] = batch;
        }

        // In order: what comes after an event that fails must not be kept, or a device's events would change places.
        FailGroup(Fault()!);
        FailQueue();
        CloseStore();
        if (!Reopen())
        {
            doubtful.ForEach(commit => Fail(commit.Events, Fault()!));
            return;
        }

        int kept = 0;
        int failed = 0;
        foreach (LaneCommit commit in doubtful)
        {
            if (commit.Batch is { } batch && batch.Outbox == _outbox && batch.FirstSequence < _mark.Next)
            {
                kept += commit.Events.Count;
                _host.Dispatch(commit);
            }
            else
            {
                failed += Settle(commit.Events);
            }
        }

        FailQueue();
        _recovered = true;
        LogRecovered(_logger, Kind, kept, failed);
    }

    /// <summary>
    /// Tells a caller how its append ended. Until everybody knows, nothing new is taken: what a device sent after an event that failed, because it could not
    /// know yet, would otherwise be kept before that event comes again, and its order would be lost.
    /// </summary>
    private void Tell(PendingAppend item, Exception? failure)
    {
        _ = Interlocked.Increment(ref _untold);
        _host.Dispatch(new AppendOutcome(item, 0, failure, Told));
    }

    private void Told()
    {
        if (Interlocked.Decrement(ref _untold) == 0)
        {
            _wake.Set();
        }
    }

    /// <summary>The store is open again and everybody knows what was lost: the lane takes events.</summary>
    private void TakeAgain()
    {
        if (_recovered && Volatile.Read(ref _untold) == 0)
        {
            _recovered = false;
            SetFault(null);
        }
    }

    // What a salvage brought over under other sequences is durable too; the cursors know. Sequence 0: kept, but not under one of its own.
    private int Settle(IReadOnlyList<PendingAppend> events)
    {
        Dictionary<string, DeviceCursor> cursors = _cursors.Copy();
        int failed = 0;
        foreach (PendingAppend item in events)
        {
            if (item.DeviceSequence > 0 && cursors.TryGetValue(item.Device, out DeviceCursor cursor)
                && cursor.Compare(item.DeviceEpoch, item.DeviceSequence) == CursorRelation.Seen)
            {
                Tell(item, null);
            }
            else
            {
                Tell(item, Fault()!);
                failed++;
            }
        }

        return failed;
    }

    private bool Reopen()
    {
        TimeSpan backOff = TimeSpan.FromMilliseconds(50);
        for (int attempt = 1; !_stopping; attempt++)
        {
            try
            {
                OpenStore();
                return true;
            }
            catch (Exception exception) when (exception is IOException or LiteDB.LiteException or UnauthorizedAccessException)
            {
                LogReopenFailed(_logger, Kind, attempt, exception);
                SetFault(exception);
            }

            FailQueue();
            while (_reads.TryDequeue(out ReadRequest? read))
            {
                read.SetException(Fault()!);
            }

            _host.Pause(_stop, backOff);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }

        return false;
    }

    private void SetFault(Exception? exception)
    {
        lock (_gate)
        {
            Volatile.Write(ref _fault, exception);
            _snapshot = _snapshot with { Faulted = exception is not null };
        }
    }

    private void FailGroup(Exception exception)
    {
        ReleaseSlots(_group.Count);
        Fail([.. _group], exception);
        ClearGroup();
    }

    private void FailQueue(Exception? exception = null)
    {
        List<PendingAppend> waiting = _queue.Drain();
        ReleaseSlots(waiting.Count);
        Fail(waiting, exception ?? Fault() ?? (Exception)new ObjectDisposedException(nameof(OutboxLane)));
    }

    private void Fail(IReadOnlyList<PendingAppend> events, Exception exception)
    {
        foreach (PendingAppend item in events)
        {
            Tell(item, exception);
        }
    }
}
