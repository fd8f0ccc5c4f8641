using System.Globalization;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>Gives the events of one transaction their numbers, from blocks that are its own.</summary>
internal sealed class EventNumbers
{
    public const int BlockSize = 1024;

    /// <summary>
    /// Says to readers, until the transaction ends, that numbers from the next block on may still appear. Comes before <see cref="Take"/>: the
    /// blocks that are then taken lie at or above it.
    /// </summary>
    public static readonly string Announce = string.Create(
        CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock_shared({AdvisoryLocks.EventBlocks} | (last_value + is_called::int)) FROM event_blocks");

    /// <summary>Takes $1 blocks.</summary>
    public const string Take = "SELECT nextval('event_blocks') FROM generate_series(1, $1)";

    private readonly Queue<long> _blocks = new();
    private long _next;
    private long _end;

    public void Add(long block) => _blocks.Enqueue(block);

    public long Next()
    {
        if (_next == _end)
        {
            _next = _blocks.Dequeue() * BlockSize;
            _end = _next + BlockSize;
        }

        return _next++;
    }
}
