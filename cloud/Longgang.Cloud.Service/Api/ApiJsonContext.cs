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
[JsonSerializable(typeof(PageJson<AnnouncementJson>))]
[JsonSerializable(typeof(AnnouncementDetailJson))]
[JsonSerializable(typeof(AnnouncementWriteJson))]
[JsonSerializable(typeof(AnnouncementCommandJson))]
[JsonSerializable(typeof(PreFlightRequestJson))]
[JsonSerializable(typeof(PreFlightJson))]
[JsonSerializable(typeof(CoverageJson))]
[JsonSerializable(typeof(TextPageJson<SpeakerPartJson>))]
[JsonSerializable(typeof(TextPageJson<SpeakerJson>))]
[JsonSerializable(typeof(AudioListJson))]
[JsonSerializable(typeof(LiveAnnouncementJson))]
[JsonSerializable(typeof(LiveCoverageJson))]
[JsonSerializable(typeof(IReadOnlyList<AnnouncementProblemJson>))]
[JsonSerializable(typeof(AnnouncementProblemJson[]))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
