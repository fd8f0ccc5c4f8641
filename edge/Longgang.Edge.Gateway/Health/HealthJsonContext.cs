using System.Text.Json.Serialization;

namespace Longgang.Edge.Gateway.Health;

/// <summary>JSON of the health endpoint, generated so that it needs no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
