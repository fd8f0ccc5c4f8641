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
    bool Faulted);
