using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Speakers;

[JsonSerializable(typeof(SpeakerProgress))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
public sealed partial class SpeakerJson : JsonSerializerContext;
