using System.Text.Json;
using System.Text.Json.Serialization;
using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Load;

/// <summary>What was measured.</summary>
/// <param name="Connections">Connections that were open.</param>
/// <param name="Size">Bytes of a payload.</param>
/// <param name="InFlight">Unacknowledged publications per connection.</param>
/// <param name="Seconds">The time that counts.</param>
/// <param name="Acknowledged">Publications acknowledged as taken in that time.</param>
/// <param name="MessagesPerSecond">The same per second.</param>
/// <param name="Refused">Publications acknowledged with an error code, in the whole run.</param>
/// <param name="Disconnected">Connections that broke.</param>
/// <param name="ConnectSeconds">The time that connecting took.</param>
/// <param name="AcknowledgementMs">From publication to acknowledgement; one publication in sixteen is measured.</param>
/// <param name="CpuSeconds">Processor time of the generator in the time that counts.</param>
public sealed record LoadResult(
    int Connections, int Size, int InFlight, double Seconds, long Acknowledged, double MessagesPerSecond, long Refused,
    int Disconnected, double ConnectSeconds, LatencySummary AcknowledgementMs, double CpuSeconds);

[JsonSerializable(typeof(LoadResult))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class LoadJson : JsonSerializerContext;
