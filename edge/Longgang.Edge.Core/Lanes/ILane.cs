using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Lanes;

/// <summary>
/// One durable, ordered, bounded lane of the outbox. Everything that was appended stays until the cloud has
/// confirmed it, across kill -9, power cuts and full disks.
/// </summary>
public interface ILane
{
    /// <summary>Which lane this is.</summary>
    Lane Kind { get; }

    /// <summary>Figures for health, metrics and the ledger; cheap, callable from any thread.</summary>
    LaneSnapshot Snapshot { get; }

    /// <summary>
    /// The device cursors as rebuilt at opening: what the lane already holds or has delivered. Read once at start,
    /// before the first append.
    /// </summary>
    IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors { get; }

    /// <summary>
    /// Takes one event. The task completes when the event is durable, with its lane sequence. What the caller does next runs before
    /// others of the same commit are told, so it must not block.
    /// </summary>
    /// <exception cref="LaneFullException">The lane's disk bound is reached; nothing was kept.</exception>
    /// <exception cref="LaneFaultedException">The store failed and the event may not be durable; the device must send it again.</exception>
    ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken);

    /// <summary>
    /// The same for an event whose sender stands and waits for the answer: the lane does not hold it back for company.
    /// </summary>
    ValueTask<ulong> AppendAtOnceAsync(Event item, CancellationToken cancellationToken) => AppendAsync(item, cancellationToken);

    /// <summary>
    /// The first committed batch whose first sequence is greater than <paramref name="sequence"/>, or null when there is none yet.
    /// Does not remove it. A batch that fails its checksum is quarantined, named in the ledger and passed over.
    /// When the whole store had to be salvaged, <see cref="LaneSnapshot.Outbox"/> is a new one and sequences begin anew: read again from 0.
    /// </summary>
    /// <exception cref="LaneFaultedException">The store failed or was salvaged: look at <see cref="LaneSnapshot.Outbox"/> and read again.</exception>
    ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken);

    /// <summary>Completes when a batch with a first sequence greater than <paramref name="sequence"/> is committed.</summary>
    /// <exception cref="LaneFaultedException">The store was salvaged under a new outbox id: begin again at 0.</exception>
    ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken);

    /// <summary>
    /// The cloud has committed (or quarantined) the batch that starts at <paramref name="firstSequence"/>.
    /// It is deleted with the next commit, or soon after when the lane idles. Unknown or repeated acknowledgements do nothing.
    /// </summary>
    void Acknowledge(OutboxId outbox, ulong firstSequence, uint count);
}
