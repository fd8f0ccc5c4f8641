namespace Longgang.FirmwareSim.Places;

/// <summary>Where a gateway listens.</summary>
/// <param name="Id">The gateway id.</param>
/// <param name="Mqtt">The endpoint of its MQTT listener.</param>
/// <param name="Http">The endpoint of its HTTP listener, if it has one.</param>
public sealed record GatewayPlan(string Id, string Mqtt, string? Http);
