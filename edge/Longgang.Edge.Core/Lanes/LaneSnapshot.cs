namespace Longgang.Edge.Core.Lanes;

/// <summary>Figures of a lane at one moment. accepted = acknowledged + pending + expired + quarantined.</summary>
public sealed record LaneSnapshot(
    OutboxId Outbox,
    ulong Accepted,
    ulong Acknowledged,
    ulong Pending,
    ulong Expired,
    ulong Quarantined,
    long FileBytes,
    bool Faulted)
{
    /// <summary>Bytes of the batches that the lane holds.</summary>
    public long LiveBytes { get; init; }

    /// <summary>About how many bytes of batches fit within the lane's disk bound, what its store needs for itself taken off.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>Whether it refuses new events at present.</summary>
    public bool IsFull { get; init; }

    /// <summary>Bytes of all batches that were ever taken in.</summary>
    public ulong BytesTaken { get; init; }
}
