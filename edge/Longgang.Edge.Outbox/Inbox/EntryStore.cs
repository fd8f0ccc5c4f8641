using LiteDB;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Store;
using Query = LiteDB.Query;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>The store of the inbox: entries by key, and the meta document. It reads everything when it is opened, so no damaged page is ever handed out.</summary>
internal sealed class EntryStore : DocumentStore
{
    private const string Name = "inbox";

    /// <summary>Pages of the usual largest transaction: 2 MiB of entries, or some hundred small ones.</summary>
    internal const int TransactionPages = 400;

    private EntryStore(IStoreFile data, IStoreFile log, StoreShape shape)
        : base(data, log, shape)
    {
    }

    /// <summary>How an inbox lies on the disk.</summary>
    internal static StoreShape Shape(int checkpointPages) => new(Name, checkpointPages, TransactionPages, Strict: true);

    /// <summary>Makes a store. It appears under its name only when it is complete.</summary>
    internal static void Create(IStoreFolder folder, StoreShape shape) =>
        Create(folder, shape, (data, log) => new EntryStore(data, log, shape), static store => store.Commit([], [], new InboxState().ToMeta("")));

    /// <summary>Begins a store under <see cref="StoreShape.NewSuffix"/>.</summary>
    internal static EntryStore Build(IStoreFolder folder, StoreShape shape) => Build(folder, shape, (data, log) => new EntryStore(data, log, shape));

    /// <summary>Opens a store and brings what its log holds into the data file.</summary>
    /// <exception cref="StoreDamagedException">A part of the files is not what was written.</exception>
    internal static EntryStore Open(IStoreFolder folder, StoreShape shape) => Open(folder, shape, (data, log) => new EntryStore(data, log, shape));

    /// <summary>One transaction. In memory only until <see cref="DocumentStore.WriteNext"/>.</summary>
    internal void Commit(IReadOnlyList<EntryDocument> put, IReadOnlyList<string> removed, InboxMeta? meta, long bytes = 0)
    {
        Begin();
        if (removed.Count > 0)
        {
            _ = Engine.Delete(Name, removed.Select(static key => new BsonValue(key)));
        }

        if (put.Count > 0)
        {
            _ = Engine.Upsert(Name, put.Select(static entry => entry.ToBson()), BsonAutoId.ObjectId);
        }

        if (meta is not null)
        {
            _ = Engine.Upsert(Name, [meta.ToBson()], BsonAutoId.Int64);
        }

        End(bytes);
    }

    /// <summary>Everything that the store holds.</summary>
    /// <exception cref="StoreDamagedException">Something of it is not what was written.</exception>
    internal (InboxState State, InboxMeta Meta) ReadAll()
    {
        InboxMeta? meta = null;
        var entries = new List<EntryDocument>();
        using (IBsonDataReader reader = Engine.Query(Name, new Query()))
        {
            while (reader.Read())
            {
                BsonDocument document = reader.Current.AsDocument;
                if (document["_id"].IsInt64)
                {
                    meta = InboxMeta.FromBson(document) ?? throw new StoreDamagedException("the meta document fails its checksum.");
                }
                else
                {
                    entries.Add(EntryDocument.FromBson(document) ?? throw new StoreDamagedException("an entry fails its checksum."));
                }
            }
        }

        if (meta is null)
        {
            throw new StoreDamagedException("the meta document is missing.");
        }

        if (entries.DistinctBy(static entry => entry.Key).Count() != entries.Count)
        {
            throw new StoreDamagedException("an entry is there twice.");
        }

        var state = InboxState.Of(meta.Revision, entries);
        return state.Digest == meta.Digest && entries.Count == meta.Count
            ? (state, meta)
            : throw new StoreDamagedException($"the {entries.Count} entries that are there are not the {meta.Count} that were written.");
    }
}
