using System.Globalization;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Salvage;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox.Inbox;

// Opening the store, losing it and opening it anew, on the owner's thread.
public sealed partial class CommandInbox
{
    private void OpenStore(bool first)
    {
        string stamp = _time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        SalvagedFiles.Finish(_folder, _shape, stamp);
        if (!DocumentStore.Exists(_folder, _shape))
        {
            EntryStore.Create(_folder, _shape);
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
            // What a running inbox has told is kept it has in memory; only at the beginning the damaged files are all that there is.
            InboxSalvage salvage = first ? InboxSalvage.Of(_folder, _shape, damage) : InboxSalvage.Of(_state, _damage);
            string folder = salvage.Replace(_folder, _shape, stamp);
            LogDamaged(_logger, folder, salvage.State.Entries.Count, damage);
            _stumbles.Forget();
            OpenWholeStore();
        }

        if (first && _damage.Length > 0)
        {
            LogLost(_logger, _damage);
        }
    }

    private void OpenWholeStore()
    {
        EntryStore store = EntryStore.Open(_folder, _shape);
        try
        {
            (InboxState state, InboxMeta meta) = store.ReadAll();
            if (state.Revision < _state.Revision)
            {
                throw new StoreDamagedException($"it ends with transaction {state.Revision}, and {_state.Revision} was on the disk.");
            }

            (_state, _damage) = (state, meta.Damage);
            if (store.TornTail is { } torn)
            {
                NoteTornTail(store, torn);
            }
        }
        catch (Exception exception)
        {
            store.Dispose();
            if (exception is IOException || !StumbleWatch.IsFailure(exception))
            {
                throw;
            }

            throw new StoreDamagedException("LiteDB stumbles over it: " + exception.Message, exception);
        }

        _store = store;
        Interlocked.Exchange(ref _fileBytes, store.FileBytes);
    }

    /// <summary>
    /// A power cut leaves a torn write, and then nobody was told that it is kept. But a wrong bit in the last write looks the same, so it is named; the name is kept in the store, as the
    /// tear is gone with the next opening.
    /// </summary>
    private void NoteTornTail(EntryStore store, string torn)
    {
        _damage = Join(_damage, $"{torn}: a power cut leaves that, and then nobody was told that it is kept");
        try
        {
            store.Reserve();
        }
        catch (StoreFileException exception) when (exception.IsDiskFull)
        {
            return; // then this process alone knows it
        }

        store.Commit([], [], _state.ToMeta(_damage));
        _ = store.WriteNext();
    }

    private static string Join(string before, string now) => before.Length == 0 ? now : before.Contains(now, StringComparison.Ordinal) ? before : $"{before}; {now}";

    /// <summary>
    /// The instance is done for. Opens another one, as often as it takes. Whether a transaction that was under way had reached the disk shows when the first
    /// attempt succeeds; otherwise nobody waits for it.
    /// </summary>
    private void Recover(Exception exception)
    {
        LogFaulted(_logger, exception);
        Volatile.Write(ref _fault, exception);
        _stumbles.Note(exception, _state.Revision + 1);
        ulong doubtful = _writing;
        _writing = 0;
        List<InboxWrite> writing = [.. _group];
        _group.Clear();
        FailAll(Fault()!);
        CloseStore();
        TimeSpan backOff = TimeSpan.FromMilliseconds(50);
        for (int attempt = 1; !_stopping; attempt++)
        {
            try
            {
                OpenStore(first: false);
                break;
            }
            catch (Exception again) when (again is IOException or LiteDB.LiteException or UnauthorizedAccessException)
            {
                LogReopenFailed(_logger, attempt, again);
                Volatile.Write(ref _fault, again);
                _group.AddRange(writing);
                writing.Clear();
                FailAll(Fault()!);
            }

            _host.Pause(_stop, backOff);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }

        if (writing.Count > 0)
        {
            _host.Dispatch(new InboxOutcome(writing, doubtful > 0 && _store is not null && _state.Revision >= doubtful ? null : Fault()));
        }

        if (_store is not null)
        {
            FailAll(Fault()!);
            Volatile.Write(ref _fault, null);
            LogRecovered(_logger, _state.Entries.Count);
        }
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

        _store = null;
    }
}
