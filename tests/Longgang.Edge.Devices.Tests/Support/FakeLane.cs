using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>A lane in memory. <see cref="BeforeAppend"/> decides what happens to an event: null keeps it, an exception refuses it.</summary>
internal sealed class FakeLane(Lane kind) : ILane
{
    private readonly Lock _lock = new();
    private readonly List<Event> _events = [];

    public Lane Kind => kind;

    public LaneSnapshot Snapshot => new(default, (ulong)_events.Count, 0, (ulong)_events.Count, 0, 0, 0, false);

    public Dictionary<string, DeviceCursor> Cursors { get; } = [];

    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => Cursors;

    public Func<Event, Exception?>? BeforeAppend { get; set; }

    /// <summary>When set, nothing is durable before it completes.</summary>
    public Task? Hold { get; set; }

    /// <summary>Signalled with every event.</summary>
    public SemaphoreSlim Appended { get; } = new(0);

    public IReadOnlyList<Event> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken)
    {
        ulong sequence;
        lock (_lock)
        {
            if (BeforeAppend?.Invoke(item) is { } refused)
            {
                throw refused;
            }

            _events.Add(item.Clone());
            sequence = (ulong)_events.Count;
        }

        Appended.Release();
        return Hold is { } hold ? HeldAsync(hold, sequence) : new ValueTask<ulong>(sequence);
    }

    public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count) => throw new NotSupportedException();

    private static async ValueTask<ulong> HeldAsync(Task hold, ulong sequence)
    {
        await hold;
        return sequence;
    }
}
