using System.Diagnostics.CodeAnalysis;

namespace Longgang.Edge.Core.HealthCodes;

/// <summary>Remembers the last replies, least recently used out first. Not thread-safe; its owner locks.</summary>
internal sealed class HealthCodeCache(int capacity)
{
    private readonly Dictionary<UInt128, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>Number of replies held.</summary>
    public int Count => _entries.Count;

    /// <summary>Finds a reply.</summary>
    public bool TryGet(UInt128 key, [NotNullWhen(true)] out Entry? entry)
    {
        if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
        {
            entry = null;
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        entry = node.Value;
        return true;
    }

    /// <summary>Remembers a reply.</summary>
    public void Put(Entry entry)
    {
        if (_entries.Remove(entry.Key, out LinkedListNode<Entry>? old))
        {
            _byUse.Remove(old);
        }
        else if (_entries.Count >= capacity)
        {
            _entries.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }

        _entries[entry.Key] = _byUse.AddFirst(entry);
    }

    /// <summary>A remembered reply.</summary>
    /// <param name="Key">Keyed hash of the credential.</param>
    /// <param name="Reply">Answered or not found.</param>
    /// <param name="Timestamp">When it was given; monotonic.</param>
    internal sealed record Entry(UInt128 Key, HealthCodeReply Reply, long Timestamp);
}
