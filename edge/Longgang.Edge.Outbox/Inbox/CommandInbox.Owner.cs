using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox.Inbox;

// The owner's thread: gathers, commits, checkpoints, opens the store anew. All fields here are its own.
public sealed partial class CommandInbox
{
    // The end of the log is where a wrong bit looks like a torn write: it does not stay there for long.
    private static readonly TimeSpan IdleCheckpoint = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(1);
    private readonly StumbleWatch _stumbles = new();
    private readonly StoreShape _shape;
    private readonly List<InboxWrite> _group = [];
    private EntryStore? _store;
    private InboxState _state = new();
    private ulong _writing; // revision of the transaction that may be on the disk or not; 0: none
    private string _damage = "";
    private bool _full;
    private long _lastCommit;

    private void Own()
    {
        IDisposable? folderLock = null;
        try
        {
            folderLock = _folder.Lock();
            long started = _time.GetTimestamp();
            OpenStore(first: true);
            Recovered = [.. _state.Entries.Values.Select(static entry => new InboxEntry(entry.Key, entry.Content))];
            Damage = _damage.Length > 0 ? _damage : null;
            LogOpened(_logger, _state.Entries.Count, FileBytes, _time.GetElapsedTime(started).TotalMilliseconds);
            _opened.SetResult();
            while (!_stopping || !_queue.IsEmpty)
            {
                Turn();
            }

            Finish();
        }
#pragma warning disable CA1031 // the owner's last stand: whoever waits must hear of it, whatever it was
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _fault, exception);
            if (!_opened.TrySetException(exception))
            {
                LogFaulted(_logger, exception);
            }
        }
        finally
        {
            _queue.Close();
            Exception failure = Fault() ?? (Exception)new ObjectDisposedException(nameof(CommandInbox));
            FailAll(failure);
            CloseStore();
            folderLock?.Dispose();
            _ = _closed.TrySetResult();
        }
    }

    private void Turn()
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
        _group.AddRange(_queue.TakeGroup());
        if (_group.Count > 0)
        {
            CommitGroup();
            return;
        }

        TimeSpan quiet = _time.GetElapsedTime(_lastCommit);
        if (_store!.HasLog && quiet >= IdleCheckpoint)
        {
            _store.Checkpoint();
        }

        _wake.Reset();
        if (_queue.IsEmpty && !_stopping)
        {
            _host.Sleep(_wake, _store.HasLog ? IdleCheckpoint - quiet : IdleWait);
        }
    }

    private void CommitGroup()
    {
        if (TryCommit([.. _group]))
        {
            return;
        }

        // Together they do not fit. Those that fit by themselves still go, in their order; the others are told so.
        while (_group.Count > 0)
        {
            _ = TryCommit([_group[0]]);
        }
    }

    // False when they do not fit; a single one has been told so then.
    private bool TryCommit(List<InboxWrite> writes)
    {
        InboxPlan plan = _state.Plan(writes.Select(static write => write.Entries), _store!.DataBytes / DataFormat.PageBytes);
        long bytes = LogFormat.TransactionBytes(plan.Pages);
        if (plan.IsEmpty)
        {
            Tell(writes, null);
            return true;
        }

        if (_store.NeedsCheckpointFor(bytes))
        {
            _store.Checkpoint();
        }

        if (FindFull(plan, bytes) is { } full)
        {
            if (writes.Count == 1)
            {
                Tell(writes, full);
            }

            return false;
        }

        _store.Commit(plan.Put, plan.Removed, new InboxMeta(plan.Revision, plan.Count, plan.Digest, _damage), bytes);
        _writing = plan.Revision;
        _ = _store.WriteNext();
        _writing = 0;
        _state.Apply(plan);
        _lastCommit = _time.GetTimestamp();
        Interlocked.Exchange(ref _fileBytes, _store.FileBytes);
        Tell(writes, null);
        return true;
    }

    /// <summary>Why the transaction does not fit within the bound or on the disk; null when it does. What only removes, or changes without growing, always fits.</summary>
    private InboxFullException? FindFull(InboxPlan plan, long bytes)
    {
        InboxFullException? full = null;
        if (plan.Grows && plan.Bytes > Capacity)
        {
            full = new InboxFullException($"The inbox holds {_state.Bytes} bytes of the {Capacity} that {_options.LimitBytes} on the disk have room for.");
        }
        else if (plan.Grows || plan.Pages > EntryStore.TransactionPages)
        {
            try
            {
                _store!.Reserve(bytes);
            }
            catch (StoreFileException exception) when (exception.IsDiskFull)
            {
                full = new InboxFullException($"The inbox's disk is full: {exception.Message}", exception);
            }
        }

        if (full is not null && !_full)
        {
            LogFull(_logger, full.Message);
        }
        else if (full is null && _full && plan.Grows)
        {
            LogNoLongerFull(_logger);
        }

        _full = full is not null || (_full && !plan.Grows);
        return full;
    }

    // What is left beside the log, less what LiteDB needs for pages that are not full. By what is held, not by the length of the file, which never shrinks:
    // what a removal frees can be used at once.
    private long Capacity => (_options.LimitBytes - _shape.LogCapacity) * 4 / 5;

    private void Tell(List<InboxWrite> writes, Exception? failure)
    {
        _group.RemoveRange(0, writes.Count);
        _host.Dispatch(new InboxOutcome(writes, failure));
    }

    private void FailAll(Exception failure)
    {
        List<InboxWrite> all = [.. _group, .. _queue.Drain()];
        _group.Clear();
        if (all.Count > 0)
        {
            _host.Dispatch(new InboxOutcome(all, failure));
        }
    }

    private void Finish()
    {
        if (_store is null)
        {
            return; // it failed and could not be opened again
        }

        try
        {
            if (_damage.Length > 0)
            {
                // Whoever opened the inbox has had the time to pass it on.
                _store.Commit([], [], _state.ToMeta(""));
                _ = _store.WriteNext();
            }

            _store.Checkpoint();
        }
        catch (Exception exception) when (StumbleWatch.IsFailure(exception))
        {
            // Everything that was completed is in the log; the next opening finds it there.
            LogFaulted(_logger, exception);
        }
    }
}
