using System.Text.Json.Serialization;

namespace Longgang.Edge.Core.Quarantine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QuarantinedMessage))]
internal sealed partial class QuarantineJsonContext : JsonSerializerContext;
