using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Data;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>
/// What the inbox holds, in memory: no more than the store does. From it a store that is damaged while the box runs is made anew without losing anything.
/// </summary>
internal sealed class InboxState
{
    private const int ContentPerPage = DataFormat.PageBytes - 64;
    private const int IndexBytesPerEntry = 200;

    // Header, collection, the meta document's page, and the neighbours in the lists of free pages that each changed page drags along.
    private const int FixedPages = 8;
    private const int PagesPerEntry = 3;
    private readonly Dictionary<string, EntryDocument> _entries = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, EntryDocument> Entries => _entries;

    /// <summary>Number of the last transaction.</summary>
    internal ulong Revision { get; private set; }

    /// <summary>Sum of the entries' shares.</summary>
    internal ulong Digest { get; private set; }

    /// <summary>Bytes of all entries.</summary>
    internal long Bytes { get; private set; }

    /// <summary>The state that a store held when it was read.</summary>
    internal static InboxState Of(ulong revision, IEnumerable<EntryDocument> entries)
    {
        var state = new InboxState { Revision = revision };
        foreach (EntryDocument entry in entries)
        {
            state._entries.Add(entry.Key, entry);
            state.Digest += entry.Share;
            state.Bytes += entry.Bytes;
        }

        return state;
    }

    internal InboxMeta ToMeta(string damage) => new(Revision, _entries.Count, Digest, damage);

    /// <summary>What a group of writes, in their order, comes to as one transaction. Changes nothing.</summary>
    /// <param name="writes">The entries of each write.</param>
    /// <param name="dataPages">Pages that the data file has.</param>
    internal InboxPlan Plan(IEnumerable<IReadOnlyList<InboxEntry>> writes, long dataPages)
    {
        ulong revision = Revision + 1;
        var last = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (InboxEntry entry in writes.SelectMany(static write => write))
        {
            last[entry.Key] = entry.Content.ToArray();
        }

        var put = new List<EntryDocument>();
        var removed = new List<string>();
        (ulong digest, int count, long bytes, long pages, long newPages, bool grows) = (Digest, _entries.Count, Bytes, 0L, 0L, false);
        foreach ((string key, byte[] content) in last)
        {
            if (_entries.TryGetValue(key, out EntryDocument? old))
            {
                (digest, count, bytes, pages) = (digest - old.Share, count - 1, bytes - old.Bytes, pages + (old.Bytes / ContentPerPage));
            }

            if (content.Length > 0)
            {
                var entry = new EntryDocument(key, revision, content);
                put.Add(entry);
                grows |= old is null || old.Content.Length < content.Length;
                newPages += 1 + (entry.Bytes / ContentPerPage);
                (digest, count, bytes) = (digest + entry.Share, count + 1, bytes + entry.Bytes);
            }
            else if (old is not null)
            {
                removed.Add(key);
            }
        }

        long index = (((long)(_entries.Count + last.Count) * IndexBytesPerEntry) / DataFormat.PageBytes) + 1;
        pages += newPages + ((long)PagesPerEntry * last.Count) + index + FixedPages;
        pages = Math.Min(pages, dataPages + newPages + index + FixedPages);
        return new InboxPlan(revision, put, removed, digest, count, bytes, (int)pages, grows);
    }

    /// <summary>The plan is durable.</summary>
    internal void Apply(InboxPlan plan)
    {
        foreach (string key in plan.Removed)
        {
            _ = _entries.Remove(key);
        }

        foreach (EntryDocument entry in plan.Put)
        {
            _entries[entry.Key] = entry;
        }

        (Revision, Digest, Bytes) = (plan.Revision, plan.Digest, plan.Bytes);
    }
}
