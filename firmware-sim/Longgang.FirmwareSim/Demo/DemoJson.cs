using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.FirmwareSim.Demo;

[JsonSerializable(typeof(DemoReport))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
internal sealed partial class DemoJson : JsonSerializerContext
{
    /// <summary>Reasons and paths as they are, not escaped for HTML.</summary>
    public static DemoJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
