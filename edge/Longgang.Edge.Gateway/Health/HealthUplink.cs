namespace Longgang.Edge.Gateway.Health;

/// <summary>The uplink in <see cref="HealthReport"/>.</summary>
public sealed record HealthUplink(bool Connected, DateTimeOffset? ConnectedSince, long Failures, string? LastFailure);
