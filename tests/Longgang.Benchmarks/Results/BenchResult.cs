namespace Longgang.Benchmarks.Results;

/// <summary>What a bench found: rows for people, ratios between subjects of the same run, and checks that must be zero.</summary>
public sealed record BenchResult(
    string Bench,
    string Machine,
    IReadOnlyList<BenchRow> Rows,
    IReadOnlyDictionary<string, double> Ratios,
    IReadOnlyDictionary<string, long> Checks);
