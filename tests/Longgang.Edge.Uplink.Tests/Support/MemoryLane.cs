using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Uplink.Tests.Support;

/// <summary>A lane in memory: one batch for every call of <see cref="Add"/>.</summary>
public sealed class MemoryLane(Lane kind, Signal signal) : ILane
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, StoredBatch> _batches = [];
    private readonly OutboxId _outbox = OutboxId.Mint();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _next = 1;
    private ulong _acknowledged;

    public Lane Kind => kind;

    public OutboxId Outbox => _outbox;

    /// <summary>Reads of the lane so far, which include those for sending again.</summary>
    public int Reads { get; private set; }

    public LaneSnapshot Snapshot
    {
        get
        {
            lock (_lock)
            {
                return new LaneSnapshot(_outbox, _next - 1, _acknowledged, _next - 1 - _acknowledged, 0, 0, 0, false);
            }
        }
    }

    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => new Dictionary<string, DeviceCursor>();

    public void Add(uint events, int bytes = 100)
    {
        TaskCompletionSource arrival;
        lock (_lock)
        {
            byte[] payload = new byte[bytes];
            payload[0] = (byte)_next;
            _batches.Add(_next, new StoredBatch(_outbox, _next, events, payload, Crc32C.Compute(payload)));
            _next += events;
            (arrival, _arrival) = (_arrival, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        arrival.SetResult();
    }

    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Reads++;
            return ValueTask.FromResult(_batches.Values.FirstOrDefault(b => b.FirstSequence > sequence));
        }
    }

    public async ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_batches.Keys.Any(first => first > sequence))
                {
                    return;
                }

                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(cancellationToken);
        }
    }

    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count)
    {
        lock (_lock)
        {
            if (outbox == _outbox && _batches.Remove(firstSequence))
            {
                _acknowledged += count;
            }
        }

        signal.Pulse();
    }
}
