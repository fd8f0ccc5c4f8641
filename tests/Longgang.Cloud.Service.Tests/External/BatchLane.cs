using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Cloud.Service.Tests.External;

/// <summary>A lane in memory that holds real batches of real events from the start.</summary>
internal sealed class BatchLane : ILane
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, StoredBatch> _batches = [];
    private readonly OutboxId _outbox;
    private readonly ulong _accepted;
    private ulong _acknowledged;

    public BatchLane(string gateway, Lane kind, int batches, uint eventsEach)
    {
        _outbox = OutboxId.Mint();
        var factory = new BatchFactory(gateway, _outbox.Value, kind);
        Kind = kind;
        _accepted = (ulong)batches * eventsEach;

        // Not of long ago: retention would remove them between two batches that come out of order, and count the second as seen.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        for (ulong first = 1; first <= _accepted; first += eventsEach)
        {
            ulong from = first;
            Batch batch = factory.Make(first, Enumerable.Range(0, (int)eventsEach).Select(i => BatchFactory.Scan($"{gateway}-{kind}", from + (ulong)i, at: now)));
            byte[] payload = BatchFactory.Encode(batch);
            _batches.Add(first, new StoredBatch(_outbox, first, eventsEach, payload, Crc32C.Compute(payload)));
        }
    }

    public Lane Kind { get; }

    public LaneSnapshot Snapshot
    {
        get
        {
            lock (_lock)
            {
                return new LaneSnapshot(_outbox, _accepted, _acknowledged, _accepted - _acknowledged, 0, 0, 0, false);
            }
        }
    }

    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => new Dictionary<string, DeviceCursor>();

    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_batches.Values.FirstOrDefault(batch => batch.FirstSequence > sequence));
        }
    }

    public async ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count)
    {
        lock (_lock)
        {
            if (outbox == _outbox && _batches.Remove(firstSequence))
            {
                _acknowledged += count;
            }
        }
    }
}
