using System.Text.Json.Serialization;

namespace Longgang.Edge.Core.Time;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClockRecord))]
internal sealed partial class ClockJsonContext : JsonSerializerContext;
