using System.Text.Json.Serialization;

namespace Longgang.Benchmarks.Results;

/// <summary>The results as JSON: one object for one bench, an array for several.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(List<BenchResult>))]
public sealed partial class ResultJson : JsonSerializerContext;
