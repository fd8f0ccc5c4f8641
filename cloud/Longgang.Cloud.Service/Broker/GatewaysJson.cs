namespace Longgang.Cloud.Service.Broker;

/// <summary>Content of <c>gateways.json</c>.</summary>
/// <param name="Gateways">The boxes.</param>
public sealed record GatewaysJson(IReadOnlyList<GatewayCredentialJson?>? Gateways);
