using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Tests.Support;

/// <summary>Tells when a lane has refused.</summary>
internal sealed class RefusalCounter(ILane inner, Action refused) : ILane
{
    public Lane Kind => inner.Kind;

    public LaneSnapshot Snapshot => inner.Snapshot;

    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => inner.RecoveredCursors;

    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken)
    {
        try
        {
            return inner.AppendAsync(item, cancellationToken);
        }
        catch (LaneFullException)
        {
            refused();
            throw;
        }
    }

    public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) => inner.ReadAfterAsync(sequence, cancellationToken);

    public ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) => inner.WaitForBatchAsync(sequence, cancellationToken);

    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count) => inner.Acknowledge(outbox, firstSequence, count);
}
