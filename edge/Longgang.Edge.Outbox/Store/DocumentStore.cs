using LiteDB;
using LiteDB.Engine;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Query = LiteDB.Query;

namespace Longgang.Edge.Outbox.Store;

/// <summary>
/// LiteDB behind the two streams: one collection, documents by their id. Everything here belongs to one thread, the owner; only
/// <see cref="WriteNext"/> may run on another, one call at a time.
/// </summary>
internal abstract class DocumentStore : IDisposable
{
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(10);
    private readonly StoreShape _shape;
    private readonly IStoreFile _logFile;
    private readonly LogStream _log;
    private readonly DataStream _data;

    // Parsed once: the parser costs more than the look-up.
    private readonly BsonExpression _byId = BsonExpression.Create("$._id = @0", new BsonDocument { ["0"] = 0L });
    private long _reservedUpTo;
    private long _logReservedUpTo;
    private long _unwritten;

    protected DocumentStore(IStoreFile data, IStoreFile log, StoreShape shape)
    {
        _shape = shape;
        _logFile = log;
        _log = LogStream.Open(log);
        _data = new DataStream(data, _log, shape.Strict);
        LogReplay.Run(_log, _data);
        Engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log, Collation = LiteDB.Collation.Binary });
    }

    /// <summary>What a torn write left in the log, as found at the opening; null when nothing.</summary>
    internal string? TornTail => _log.TornTail;

    /// <summary>Bytes of both files.</summary>
    internal long FileBytes => _data.FileBytes + _logFile.Length;

    /// <summary>Bytes of the data file.</summary>
    internal long DataBytes => _data.FileBytes;

    /// <summary>Bytes that the files could have after the next checkpoint.</summary>
    internal long PossibleFileBytes => _data.FileBytes + _log.UsedBytes + _logFile.Length;

    /// <summary>Whether the log is so full that the next transaction must wait for a checkpoint.</summary>
    internal bool NeedsCheckpoint => NeedsCheckpointFor(_shape.TransactionBytes);

    /// <summary>Whether there is anything to checkpoint.</summary>
    internal bool HasLog => _log.UsedBytes > LogFormat.GroupsStart;

    /// <summary>Damaged pages that were handed out.</summary>
    protected bool HasDamagedReads => _data.DamagedReads > 0;

    protected LiteEngine Engine { get; }

    /// <summary>
    /// Whether there is a store in the folder. A log without its data file is one too, and damaged: it may hold what somebody was told is kept.
    /// Only while a store is being made the log has its name before the data file; that one is still called new then.
    /// </summary>
    internal static bool Exists(IStoreFolder folder, StoreShape shape) =>
        folder.Exists(shape.Data) || (folder.Exists(shape.Log) && !folder.Exists(shape.Data + StoreShape.NewSuffix));

    /// <summary>Whether the log must be checkpointed before a transaction of so many bytes.</summary>
    internal bool NeedsCheckpointFor(long bytes) => (HasLog || _unwritten > 0) && _log.UsedBytes + _unwritten + bytes > _shape.LogCapacity;

    /// <summary>
    /// Reserves the disk that the next checkpoint may need. The log's usual space is there from the beginning, so a transaction that is
    /// begun after this succeeded never meets a full disk.
    /// </summary>
    /// <param name="transactionBytes">How much the transaction may take in the log, when that may be more than usual.</param>
    /// <exception cref="StoreFileException">The disk is full.</exception>
    internal void Reserve(long transactionBytes = 0)
    {
        long most = Math.Max(_shape.LogCapacity, _log.UsedBytes + transactionBytes);
        if (most > Math.Max(_logFile.Length, _logReservedUpTo))
        {
            _logFile.Reserve(_logFile.Length, most - _logFile.Length);
            _logReservedUpTo = most;
        }

        if (_data.FileBytes + most > _reservedUpTo)
        {
            _data.Reserve(2 * most);
            _reservedUpTo = _data.FileBytes + (2 * most);
        }
    }

    /// <summary>Makes the oldest committed transaction durable: one write, one fdatasync. Returns the bytes written.</summary>
    internal int WriteNext()
    {
        int bytes = _log.WriteNext();
        _unwritten = 0;
        return bytes;
    }

    /// <summary>Copies the log into the data file and begins it anew. Every transaction must be durable.</summary>
    internal void Checkpoint()
    {
        _log.RequireWritten();
        _ = Engine.Checkpoint();
    }

    public void Dispose()
    {
        try
        {
            Engine.Dispose();
        }
        finally
        {
            _log.Dispose();
            _data.Dispose();
        }
    }

    /// <summary>Begins a store under <see cref="StoreShape.NewSuffix"/>, with nothing in it. Whoever calls it renames it when it is complete.</summary>
    protected static T Build<T>(IStoreFolder folder, StoreShape shape, Func<IStoreFile, IStoreFile, T> make)
        where T : DocumentStore
    {
        folder.Delete(shape.Data + StoreShape.NewSuffix);
        folder.Delete(shape.Log + StoreShape.NewSuffix);
        IStoreFile log = folder.Open(shape.Log + StoreShape.NewSuffix);
        IStoreFile? data = null;
        try
        {
            LogStream.Create(log, shape.LogCapacity);
            data = folder.Open(shape.Data + StoreShape.NewSuffix);
            T store = make(data, log);

            // LiteDB checkpoints on its own where a commit finds the log long enough. Here only the owner decides.
            store.SetPragma("CHECKPOINT", 0);
            return store;
        }
        catch
        {
            log.Dispose();
            data?.Dispose();
            throw;
        }
    }

    /// <summary>Makes a store and fills it by <paramref name="fill"/>. It appears under its name only when it is complete.</summary>
    protected static void Create<T>(IStoreFolder folder, StoreShape shape, Func<IStoreFile, IStoreFile, T> make, Action<T> fill)
        where T : DocumentStore
    {
        // The log of a making that was cut short goes before the rest of it: once the new data file is gone, a log alone counts as a damaged store.
        folder.Delete(shape.Log);
        folder.Sync();
        using (T store = Build(folder, shape, make))
        {
            fill(store);
            _ = store.WriteNext();
            store.Checkpoint();
        }

        folder.Rename(shape.Log + StoreShape.NewSuffix, shape.Log);
        folder.Rename(shape.Data + StoreShape.NewSuffix, shape.Data);
    }

    /// <summary>Opens a store and brings what its log holds into the data file.</summary>
    /// <exception cref="StoreDamagedException">A part of the files is not what was written.</exception>
    protected static T Open<T>(IStoreFolder folder, StoreShape shape, Func<IStoreFile, IStoreFile, T> make)
        where T : DocumentStore
    {
        if (!folder.Exists(shape.Log))
        {
            throw new StoreDamagedException("the log is gone, and with it what was committed after the last checkpoint.");
        }

        if (!folder.Exists(shape.Data))
        {
            throw new StoreDamagedException("the data file is gone.");
        }

        IStoreFile log = folder.Open(shape.Log);
        IStoreFile? data = null;
        try
        {
            data = folder.Open(shape.Data);
            if (data.Length == 0)
            {
                throw new StoreDamagedException("the data file is empty.");
            }

            return make(data, log);
        }
        catch (Exception exception)
        {
            log.Dispose();
            data?.Dispose();
            if (exception is IOException)
            {
                throw;
            }

            throw new StoreDamagedException("LiteDB cannot open it: " + exception.Message, exception);
        }
    }

    protected void Begin() => _ = Engine.BeginTrans();

    /// <summary>Ends a transaction; it is in memory only until <see cref="WriteNext"/>.</summary>
    /// <param name="bytes">How much it may take in the log.</param>
    protected void End(long bytes)
    {
        _ = Engine.Commit();
        WaitForHandOver();
        _unwritten = bytes;
    }

    protected BsonDocument? Find(BsonValue id)
    {
        _byId.Parameters["0"] = id;
        var query = new Query { Limit = 1 };
        query.Where.Add(_byId);
        using IBsonDataReader reader = Engine.Query(_shape.Name, query);
        return reader.Read() ? reader.Current.AsDocument : null;
    }

    private void SetPragma(string name, BsonValue value)
    {
        if (Engine.Pragma(name, value))
        {
            WaitForHandOver();
            _ = WriteNext();
        }
    }

    private void WaitForHandOver()
    {
        if (!_log.WaitForTransaction(HandOver))
        {
            throw new IOException("LiteDB committed a transaction and did not write it within 10 s.");
        }
    }
}
