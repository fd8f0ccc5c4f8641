using System.Text.Json.Serialization;

namespace Longgang.Cloud.Service.Broker;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(GatewaysJson))]
internal sealed partial class GatewaysJsonContext : JsonSerializerContext;
