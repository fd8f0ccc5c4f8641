namespace Longgang.Cloud.Service.Broker;

/// <summary>A box in <c>gateways.json</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SecretSha256">SHA-256 of its secret, 64 hex digits.</param>
public sealed record GatewayCredentialJson(string? Id, string? SecretSha256);
