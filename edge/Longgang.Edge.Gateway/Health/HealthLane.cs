namespace Longgang.Edge.Gateway.Health;

/// <summary>A lane in <see cref="HealthReport"/>.</summary>
public sealed record HealthLane(
    string Lane,
    string Outbox,
    ulong Accepted,
    ulong Acknowledged,
    ulong Pending,
    ulong Expired,
    ulong Quarantined,
    long Bytes,
    bool Faulted,
    int InFlight,
    IReadOnlyList<HealthHeldBatch> Held);
