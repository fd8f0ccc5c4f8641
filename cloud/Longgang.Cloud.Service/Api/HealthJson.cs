namespace Longgang.Cloud.Service.Api;

/// <summary>Health.</summary>
/// <param name="Status">ok or failing.</param>
/// <param name="Store">ok, why the store cannot write, or what damage to it has cost.</param>
/// <param name="Broker">ok, or why no batches can come in.</param>
/// <param name="Queued">Batches received and not yet decoded.</param>
/// <param name="GatewaysOnline">Boxes connected.</param>
public sealed record HealthJson(string Status, string Store, string Broker, int Queued, int GatewaysOnline);
