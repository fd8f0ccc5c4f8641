using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox.Appending;

/// <summary>A transaction between LiteDB's memory and the disk, with those who wait for it.</summary>
/// <param name="Store">The store that it was committed in.</param>
/// <param name="Batch">What readers get once it is durable; null when only deletes or the snapshot were committed.</param>
/// <param name="Events">The callers, in the order of their sequences.</param>
/// <param name="Deletes">Acknowledged batches that it deletes.</param>
/// <param name="Mark">The counters when it is durable.</param>
/// <param name="Covered">How far the cursor snapshot reaches when it is durable.</param>
internal sealed record LaneCommit(
    BatchStore Store,
    StoredBatch? Batch,
    IReadOnlyList<PendingAppend> Events,
    IReadOnlyList<AcknowledgedBatch> Deletes,
    LaneMark Mark,
    ulong Covered) : IThreadPoolWorkItem
{
    /// <summary>
    /// Tells every caller its sequence, one after the other on one pool thread: a slow one holds up those of its own commit, never the next.
    /// </summary>
    public void Execute() => CommitAnswers.Gather(this, static commit => commit.Tell());

    private void Tell()
    {
        ulong sequence = Batch?.FirstSequence ?? 0;
        foreach (PendingAppend item in Events)
        {
            item.Complete(sequence++);
        }
    }
}
