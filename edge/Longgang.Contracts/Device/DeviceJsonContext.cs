using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>Source-generated JSON of the device messages: no reflection, so that it survives Native AOT.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 8, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ScanJson))]
[JsonSerializable(typeof(ReadingJson))]
[JsonSerializable(typeof(StateJson))]
[JsonSerializable(typeof(SpeakerReceiptJson))]
[JsonSerializable(typeof(SpeakerCommandJson))]
[JsonSerializable(typeof(VerdictJson))]
[JsonSerializable(typeof(VerdictList))]
internal sealed partial class DeviceJsonContext : JsonSerializerContext
{
    /// <summary>Chinese stays readable on the wire; the readers are devices, not HTML pages.</summary>
    public static DeviceJsonContext Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
