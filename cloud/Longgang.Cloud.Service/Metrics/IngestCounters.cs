using Longgang.Cloud.Core.Ingestion;

namespace Longgang.Cloud.Service.Metrics;

/// <summary>Counts since the start of the process.</summary>
public sealed class IngestCounters : ICommittedScans
{
    private long _batches;
    private long _bytes;
    private long _events;
    private long _scans;
    private long _duplicates;
    private long _repeated;
    private long _quarantined;
    private long _corrupt;
    private long _refused;
    private long _storeFailures;

    /// <summary>Batches received.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Bytes of batches received.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Events stored.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Scans that became visible.</summary>
    public long Scans => Interlocked.Read(ref _scans);

    /// <summary>Events whose device sequence was visible already.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Batches that had been stored before.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Batches kept in quarantine.</summary>
    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Batches that arrived damaged.</summary>
    public long Corrupt => Interlocked.Read(ref _corrupt);

    /// <summary>Batches refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Transactions that the store could not do.</summary>
    public long StoreFailures => Interlocked.Read(ref _storeFailures);

    /// <inheritdoc/>
    public Task<long> CountAsync(CancellationToken cancellationToken) => Task.FromResult(Scans);

    internal void Received(int bytes)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _bytes, bytes);
    }

    internal void Committed(int events, int scans, int duplicates)
    {
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _scans, scans);
        Interlocked.Add(ref _duplicates, duplicates);
    }

    internal void WasRepeated() => Interlocked.Increment(ref _repeated);

    internal void WasQuarantined() => Interlocked.Increment(ref _quarantined);

    internal void WasCorrupt() => Interlocked.Increment(ref _corrupt);

    internal void WasRefused() => Interlocked.Increment(ref _refused);

    internal void StoreFailed() => Interlocked.Increment(ref _storeFailures);
}
