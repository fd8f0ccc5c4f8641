using LiteDB;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Reading;
using Query = LiteDB.Query;

namespace Longgang.Edge.Outbox.Store;

/// <summary>The store of a lane: batches by first sequence, and the meta document.</summary>
internal sealed class BatchStore : DocumentStore
{
    private const string Name = "lane";

    // 32 deletes, a batch of 64 KiB, a snapshot of some thousand cursors: measured at most 150 pages.
    private const int TransactionPages = 200;
    private readonly StoreShape _shape;

    private BatchStore(IStoreFile data, IStoreFile log, StoreShape shape)
        : base(data, log, shape) => _shape = shape;

    /// <summary>How a lane lies on the disk.</summary>
    internal static StoreShape Shape(int checkpointPages) => new(Name, checkpointPages, TransactionPages, Strict: false);

    internal static long LogCapacity(int checkpointPages) => Shape(checkpointPages).LogCapacity;

    /// <summary>Whether there is a lane in the folder.</summary>
    internal static bool Exists(IStoreFolder folder) => Exists(folder, Shape(0));

    /// <summary>Makes a store. It appears under its name only when it is complete.</summary>
    internal static void Create(IStoreFolder folder, int checkpointPages, MetaDocument meta)
    {
        StoreShape shape = Shape(checkpointPages);
        Create(folder, shape, (data, log) => new BatchStore(data, log, shape), store => store.Commit([], null, meta));
    }

    /// <summary>Begins a store under <see cref="StoreShape.NewSuffix"/>, with nothing in it. Whoever calls it renames it when it is complete.</summary>
    internal static BatchStore Build(IStoreFolder folder, int checkpointPages)
    {
        StoreShape shape = Shape(checkpointPages);
        return Build(folder, shape, (data, log) => new BatchStore(data, log, shape));
    }

    /// <summary>Opens a store and brings what its log holds into the data file.</summary>
    /// <exception cref="StoreDamagedException">A part of the files is not what was written.</exception>
    internal static BatchStore Open(IStoreFolder folder, int checkpointPages)
    {
        StoreShape shape = Shape(checkpointPages);
        return Open(folder, shape, (data, log) => new BatchStore(data, log, shape));
    }

    /// <summary>One transaction: deletes, one batch, the meta document. In memory only until <see cref="DocumentStore.WriteNext"/>.</summary>
    internal void Commit(IReadOnlyList<AcknowledgedBatch> deletes, BatchDocument? batch, MetaDocument? meta)
    {
        Begin();
        if (deletes.Count > 0)
        {
            _ = Engine.Delete(Name, deletes.Select(static batch => new BsonValue((long)batch.First)));
        }

        if (batch is not null)
        {
            _ = Engine.Insert(Name, [batch.ToBson()], BsonAutoId.Int64);
        }

        if (meta is not null)
        {
            _ = Engine.Upsert(Name, [meta.ToBson()], BsonAutoId.Int64);
        }

        End(_shape.TransactionBytes);
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
        catch (Exception exception) when (HasDamagedReads && exception is not IOException)
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
        using IBsonDataReader reader = Engine.Query(Name, query);
        return reader.Read() ? (ulong)reader.Current["_id"].AsInt64 : null;
    }
}
