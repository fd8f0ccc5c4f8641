using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Places;

[JsonSerializable(typeof(FleetPlan))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class PlanJson : JsonSerializerContext;
