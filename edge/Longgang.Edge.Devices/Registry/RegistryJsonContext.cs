using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longgang.Edge.Devices.Registry;

[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(RegistryJson))]
internal sealed partial class RegistryJsonContext : JsonSerializerContext;
