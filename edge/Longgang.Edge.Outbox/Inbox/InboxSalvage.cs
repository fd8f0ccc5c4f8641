using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Salvage;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>
/// Makes a new store in the place of a damaged one: of what the memory of a running inbox holds, or of every entry with a good checksum that lies in the damaged files.
/// </summary>
/// <param name="state">What the new store will hold.</param>
/// <param name="damage">What could not be read; empty when it is certain that nothing is missing.</param>
internal sealed class InboxSalvage(InboxState state, string damage)
{
    private const int MostNames = 20;
    private const long ChunkBytes = 1 << 20;
    private const int ChunkEntries = 100;

    internal InboxState State => state;

    internal string Damage => damage;

    /// <summary>From memory: everything that anybody was told is kept, and nothing else.</summary>
    internal static InboxSalvage Of(InboxState state, string damage) => new(state, damage);

    /// <summary>From the damaged files.</summary>
    internal static InboxSalvage Of(IStoreFolder folder, StoreShape shape, StoreDamagedException cause)
    {
        using IStoreFile data = folder.Open(shape.Data);
        using IStoreFile? log = folder.Exists(shape.Log) ? folder.Open(shape.Log) : null;
        var pages = new DamagedPages(data, log);
        var documents = new DamagedDocuments(pages);
        var found = new Dictionary<string, EntryDocument>(StringComparer.Ordinal);
        var seen = new SortedSet<string>(DamagedKeys.Find(pages), StringComparer.Ordinal);
        var metas = new List<InboxMeta>();
        foreach ((uint page, byte slot) in documents.Find())
        {
            if (documents.Read(page, slot) is not { } document)
            {
                continue;
            }

            if (document["_id"].IsInt64)
            {
                metas.AddRange(new[] { InboxMeta.FromBson(document) }.OfType<InboxMeta>());
            }
            else if (EntryDocument.FromBson(document) is { } entry)
            {
                if (!found.TryGetValue(entry.Key, out EntryDocument? other) || other.Revision < entry.Revision)
                {
                    found[entry.Key] = entry;
                }
            }
            else if (document["_id"] is { IsString: true } key && DamagedKeys.IsKey(key.AsString))
            {
                _ = seen.Add(key.AsString);
            }
        }

        InboxMeta? meta = metas.MaxBy(static one => one.Revision);
        ulong revision = Math.Max(meta?.Revision ?? 0, found.Values.Select(static entry => entry.Revision).DefaultIfEmpty().Max());
        var state = InboxState.Of(revision, found.Values);
        seen.ExceptWith(found.Keys);
        bool complete = meta is not null && meta.Revision == revision && meta.Digest == state.Digest && meta.Count == found.Count && pages.LogDamage is null;
        return new InboxSalvage(state, complete ? meta!.Damage : Name(cause, seen, meta, found.Count));
    }

    /// <summary>Builds the new store and puts it in the place of the damaged one. Returns where that one is now.</summary>
    internal string Replace(IStoreFolder folder, StoreShape shape, string stamp)
    {
        using (EntryStore store = EntryStore.Build(folder, shape))
        {
            var chunk = new List<EntryDocument>();
            long bytes = 0;
            foreach (EntryDocument entry in state.Entries.Values)
            {
                if (chunk.Count == ChunkEntries || (chunk.Count > 0 && bytes + entry.Bytes > ChunkBytes))
                {
                    Write(store, chunk, null);
                    chunk.Clear();
                    bytes = 0;
                }

                chunk.Add(entry);
                bytes += entry.Bytes;
            }

            Write(store, chunk, state.ToMeta(damage));
            store.Checkpoint();
        }

        return SalvagedFiles.Replace(folder, shape, stamp);
    }

    private static void Write(EntryStore store, List<EntryDocument> entries, InboxMeta? meta)
    {
        long bytes = LogFormat.TransactionBytes(EntryStore.TransactionPages);
        if (store.NeedsCheckpointFor(bytes))
        {
            store.Checkpoint();
        }

        store.Commit(entries, [], meta, bytes);
        _ = store.WriteNext();
    }

    private static string Name(StoreDamagedException cause, SortedSet<string> lost, InboxMeta? meta, int found)
    {
        string names = string.Join(", ", lost.Take(MostNames)) + (lost.Count > MostNames ? $" and {lost.Count - MostNames} more" : "");
        string of = meta is null ? "" : $" of {meta.Count}";
        return $"{cause.Message} {found}{of} entries could be read{(lost.Count > 0 ? $"; these could not: {names}" : "")}; what was written last may be missing, and what was removed last may be there again";
    }
}
