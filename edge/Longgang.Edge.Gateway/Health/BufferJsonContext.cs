using System.Text.Json.Serialization;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Gateway.Health;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, BufferState>))]
internal sealed partial class BufferJsonContext : JsonSerializerContext;
