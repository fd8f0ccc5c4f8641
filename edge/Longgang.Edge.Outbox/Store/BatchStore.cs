using LiteDB;
using LiteDB.Engine;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Reading;
using Query = LiteDB.Query;

namespace Longgang.Edge.Outbox.Store;

/// <summary>
/// LiteDB behind the two streams: one collection, batches by first sequence and the meta document. Everything here belongs to one
/// thread, the lane's owner; only <see cref="WriteNext"/> may run on another, one call at a time.
/// </summary>
internal sealed class BatchStore : IDisposable
{
    internal const string DataName = "lane.db";
    internal const string LogName = "lane.log";
    internal const string NewSuffix = ".new";
    private const string Collection = "lane";
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(10);
    private readonly IStoreFile _logFile;
    private readonly LogStream _log;
    private readonly DataStream _data;
    private readonly LiteEngine _engine;
    private readonly long _logCapacity;

    // Parsed once: the parser costs more than the look-up.
    private readonly BsonExpression _byId = BsonExpression.Create("$._id = @0", new BsonDocument { ["0"] = 0L });
    private long _reservedUpTo;
    private long _unwritten;

    private BatchStore(IStoreFile data, IStoreFile log, int checkpointPages)
    {
        _logFile = log;
        _logCapacity = LogCapacity(checkpointPages);
        _log = LogStream.Open(log);
        _data = new DataStream(data, _log);
        LogReplay.Run(_log, _data);
        _engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log, Collation = Collation.Binary });
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
    internal bool NeedsCheckpoint => _log.UsedBytes + _unwritten + MaxTransactionBytes > _logCapacity;

    /// <summary>Whether there is anything to checkpoint.</summary>
    internal bool HasLog => _log.UsedBytes > LogFormat.GroupsStart;

    // 32 deletes, a batch of 64 KiB, a snapshot of some thousand cursors: measured at most 150 pages.
    private static long MaxTransactionBytes => LogFormat.TransactionBytes(200);

    internal static long LogCapacity(int checkpointPages) => LogFormat.GroupsStart + LogFormat.TransactionBytes(checkpointPages) + MaxTransactionBytes;

    /// <summary>
    /// Whether there is a store in the folder. A log without its data file is one too, and damaged: it may hold acknowledged events.
    /// Only while a store is being made the log has its name before the data file; that one is still called new then.
    /// </summary>
    internal static bool Exists(IStoreFolder folder) =>
        folder.Exists(DataName) || (folder.Exists(LogName) && !folder.Exists(DataName + NewSuffix));

    /// <summary>Makes a store. It appears under its name only when it is complete.</summary>
    internal static void Create(IStoreFolder folder, int checkpointPages, MetaDocument meta)
    {
        // The log of a making that was cut short goes before the rest of it: once the new data file is gone, a log alone counts as a damaged store.
        folder.Delete(LogName);
        folder.Sync();
        using (BatchStore store = Build(folder, checkpointPages))
        {
            store.Commit([], null, meta);
            _ = store.WriteNext();
            store.Checkpoint();
        }

        folder.Rename(LogName + NewSuffix, LogName);
        folder.Rename(DataName + NewSuffix, DataName);
    }

    /// <summary>Begins a store under <see cref="NewSuffix"/>, with nothing in it. Whoever calls it renames it when it is complete.</summary>
    internal static BatchStore Build(IStoreFolder folder, int checkpointPages)
    {
        folder.Delete(DataName + NewSuffix);
        folder.Delete(LogName + NewSuffix);
        IStoreFile log = folder.Open(LogName + NewSuffix);
        IStoreFile? data = null;
        try
        {
            LogStream.Create(log, LogCapacity(checkpointPages));
            data = folder.Open(DataName + NewSuffix);
            var store = new BatchStore(data, log, checkpointPages);

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

    /// <summary>Opens a store and brings what its log holds into the data file.</summary>
    /// <exception cref="StoreDamagedException">A part of the files is not what was written.</exception>
    internal static BatchStore Open(IStoreFolder folder, int checkpointPages)
    {
        if (!folder.Exists(LogName))
        {
            throw new StoreDamagedException("the log is gone, and with it what was committed after the last checkpoint.");
        }

        if (!folder.Exists(DataName))
        {
            throw new StoreDamagedException("the data file is gone.");
        }

        IStoreFile log = folder.Open(LogName);
        IStoreFile? data = null;
        try
        {
            data = folder.Open(DataName);
            if (data.Length == 0)
            {
                throw new StoreDamagedException("the data file is empty.");
            }

            return new BatchStore(data, log, checkpointPages);
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

    /// <summary>
    /// Reserves the disk that the next checkpoint may need. The log's own space is there from the beginning, so a transaction that is
    /// begun after this succeeded never meets a full disk.
    /// </summary>
    /// <exception cref="StoreFileException">The disk is full.</exception>
    internal void Reserve()
    {
        if (_data.FileBytes + _logCapacity > _reservedUpTo)
        {
            _data.Reserve(2 * _logCapacity);
            _reservedUpTo = _data.FileBytes + (2 * _logCapacity);
        }
    }

    /// <summary>One transaction: deletes, one batch, the meta document. In memory only until <see cref="WriteNext"/>.</summary>
    internal void Commit(IReadOnlyList<AcknowledgedBatch> deletes, BatchDocument? batch, MetaDocument? meta)
    {
        _ = _engine.BeginTrans();
        if (deletes.Count > 0)
        {
            _ = _engine.Delete(Collection, deletes.Select(static batch => new BsonValue((long)batch.First)));
        }

        if (batch is not null)
        {
            _ = _engine.Insert(Collection, [batch.ToBson()], BsonAutoId.Int64);
        }

        if (meta is not null)
        {
            _ = _engine.Upsert(Collection, [meta.ToBson()], BsonAutoId.Int64);
        }

        _ = _engine.Commit();
        WaitForHandOver();
        _unwritten = MaxTransactionBytes;
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
        _ = _engine.Checkpoint();
    }

    /// <summary>The meta document; null when it is missing or damaged.</summary>
    internal MetaDocument? ReadMeta() => Find(MetaDocument.Id) is { } document ? MetaDocument.FromBson(document) : null;

    /// <summary>A batch by its first sequence; null when there is none. A batch that is not what was written comes back without payload.</summary>
    internal BatchRead Read(ulong first)
    {
        try
        {
            return Find((long)first) is not { } document
                ? new BatchRead(BatchState.Missing, null)
                : BatchDocument.FromBson(document) is { } batch && batch.First == first
                    ? new BatchRead(BatchState.Whole, batch)
                    : new BatchRead(BatchState.Damaged, null);
        }
        catch (Exception exception) when (_data.DamagedReads > 0 && exception is not IOException)
        {
            // Only pages of documents are handed out damaged, and this document leads through one of them.
            return new BatchRead(BatchState.Damaged, null);
        }
    }

    /// <summary>First sequence of the first batch above <paramref name="sequence"/>. Slow: LiteDB's range query takes milliseconds.</summary>
    internal ulong? FirstAfter(ulong sequence)
    {
        var query = new Query { Limit = 1, Select = "{_id: _id}" };
        query.Where.Add(Query.GT("_id", (long)sequence));
        query.OrderBy = "_id";
        using IBsonDataReader reader = _engine.Query(Collection, query);
        return reader.Read() ? (ulong)reader.Current["_id"].AsInt64 : null;
    }

    public void Dispose()
    {
        try
        {
            _engine.Dispose();
        }
        finally
        {
            _log.Dispose();
            _data.Dispose();
        }
    }

    private BsonDocument? Find(BsonValue id)
    {
        _byId.Parameters["0"] = id;
        var query = new Query { Limit = 1 };
        query.Where.Add(_byId);
        using IBsonDataReader reader = _engine.Query(Collection, query);
        return reader.Read() ? reader.Current.AsDocument : null;
    }

    private void SetPragma(string name, BsonValue value)
    {
        if (_engine.Pragma(name, value))
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
