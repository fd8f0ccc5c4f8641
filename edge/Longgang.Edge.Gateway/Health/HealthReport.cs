using System.Text.Json.Serialization;

namespace Longgang.Edge.Gateway.Health;

/// <summary>Body of <c>/health/ready</c>.</summary>
/// <param name="Status"><c>ready</c> or <c>degraded</c> (a lane is being reopened).</param>
/// <param name="Gateway">The box's id.</param>
/// <param name="Version">Of this program.</param>
/// <param name="Policy">Version of the policy in force.</param>
/// <param name="Clock">Quality of the box's clock.</param>
/// <param name="DevicesConnected">Logged-in devices.</param>
/// <param name="HealthCodeReachable">Whether the last question to the health-code service was answered.</param>
/// <param name="Uplink">The way to the cloud.</param>
/// <param name="Lanes">Alert lane, record lane.</param>
public sealed record HealthReport(
    string Status,
    string Gateway,
    string Version,
    string? Policy,
    string Clock,
    int DevicesConnected,
    bool HealthCodeReachable,
    HealthUplink Uplink,
    IReadOnlyList<HealthLane> Lanes);

/// <summary>The uplink in <see cref="HealthReport"/>.</summary>
public sealed record HealthUplink(bool Connected, DateTimeOffset? ConnectedSince, long Failures, string? LastFailure);

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

/// <summary>A batch that the cloud refuses at present.</summary>
public sealed record HealthHeldBatch(ulong FirstSequence, uint Count, string Reason, int Refusals);

/// <summary>JSON of the health endpoint, generated so that it needs no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
