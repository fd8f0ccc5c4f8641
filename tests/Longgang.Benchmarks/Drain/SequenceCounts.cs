namespace Longgang.Benchmarks.Drain;

/// <summary>How often each message was seen, by device and device sequence. One writer at a time for each device.</summary>
internal sealed class SequenceCounts
{
    private readonly byte[][] _seen;
    private long _distinct;

    /// <summary>Nothing was seen yet.</summary>
    public SequenceCounts(int devices, int eventsEach) => _seen = [.. Enumerable.Range(0, devices).Select(_ => new byte[eventsEach + 1])];

    /// <summary>Messages that were seen at least once.</summary>
    public long Distinct => Interlocked.Read(ref _distinct);

    /// <summary>Whether this one was seen.</summary>
    public bool Has(int device, int sequence) => _seen[device][sequence] != 0;

    /// <summary>Counts one.</summary>
    public void Add(int device, int sequence)
    {
        ref byte count = ref _seen[device][sequence];
        if (count == 0)
        {
            Interlocked.Increment(ref _distinct);
        }

        count = count == byte.MaxValue ? count : (byte)(count + 1);
    }

    /// <summary>Messages of this that the other never saw.</summary>
    public long MissingIn(SequenceCounts other) =>
        _seen.Zip(other._seen).Sum(static pair => pair.First.Zip(pair.Second).LongCount(static counts => counts.First != 0 && counts.Second == 0));

    /// <summary>Arrivals beyond the first, of all messages.</summary>
    public long Doubled() => _seen.Sum(static device => device.Sum(static count => Math.Max(0L, count - 1)));
}
