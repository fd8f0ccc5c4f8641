using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Longgang.Cloud.Service.Api;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(PageJson<AlertJson>))]
[JsonSerializable(typeof(PageJson<DeviceJson>))]
[JsonSerializable(typeof(PageJson<GatewayJson>))]
[JsonSerializable(typeof(PageJson<ScanJson>))]
[JsonSerializable(typeof(AlertDetailJson))]
[JsonSerializable(typeof(AlertCommandJson))]
[JsonSerializable(typeof(LiveAlertJson))]
[JsonSerializable(typeof(LiveStatsJson))]
[JsonSerializable(typeof(LedgerJson))]
[JsonSerializable(typeof(ExportedEventJson))]
[JsonSerializable(typeof(HealthJson))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
