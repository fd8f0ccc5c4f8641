using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Fleet;

[JsonSerializable(typeof(FleetProgress))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
public sealed partial class FleetJson : JsonSerializerContext;
