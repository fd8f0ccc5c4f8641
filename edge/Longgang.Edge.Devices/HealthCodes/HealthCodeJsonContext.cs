using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.HealthCodes;

[JsonSerializable(typeof(ResolveRequestJson))]
[JsonSerializable(typeof(ResolveResponseJson))]
internal sealed partial class HealthCodeJsonContext : JsonSerializerContext;
