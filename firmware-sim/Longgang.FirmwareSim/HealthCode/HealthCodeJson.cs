using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.HealthCode;

[JsonSerializable(typeof(ResolveRequest))]
[JsonSerializable(typeof(ResolveAnswer))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class HealthCodeJson : JsonSerializerContext;
