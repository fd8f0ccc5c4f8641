namespace Longgang.Edge.Gateway.Health;

/// <summary>A lane in <see cref="HealthReport"/>. Forecasts are whole seconds (<see cref="Core.Lanes.LaneForecast"/>); null: unknown, or never as things go.</summary>
public sealed record HealthLane(
    string Lane,
    string Outbox,
    ulong Accepted,
    ulong Acknowledged,
    ulong Pending,
    ulong Expired,
    ulong Quarantined,
    long Bytes,
    long LiveBytes,
    long CapacityBytes,
    long? HoldsSeconds,
    long? FullInSeconds,
    bool Faulted,
    int InFlight,
    IReadOnlyList<HealthHeldBatch> Held);
