namespace Longgang.Cloud.Service.Api;

/// <summary>Data of the event <c>stats</c>.</summary>
/// <param name="At">When.</param>
/// <param name="ScansPerSecond">Scans stored in the last second.</param>
/// <param name="Stored">Events stored in all.</param>
/// <param name="OpenAlerts">Alerts that are not resolved.</param>
/// <param name="GatewaysOnline">Boxes connected.</param>
/// <param name="Pending">Events known to be accepted at boxes and not stored yet.</param>
/// <param name="Balanced">Whether every ledger balances.</param>
public sealed record LiveStatsJson(
    DateTimeOffset At, long ScansPerSecond, long Stored, long OpenAlerts, int GatewaysOnline, long Pending, bool Balanced);
