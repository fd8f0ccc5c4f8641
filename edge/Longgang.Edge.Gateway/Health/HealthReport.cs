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
