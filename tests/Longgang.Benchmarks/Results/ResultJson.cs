using System.Text.Json.Serialization;

namespace Longgang.Benchmarks.Results;

/// <summary>The results as JSON: one object for one bench, an array for several. A ratio to a peer that did nothing is "Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(List<BenchResult>))]
public sealed partial class ResultJson : JsonSerializerContext;
