namespace Longgang.Benchmarks.Results;

/// <summary>One measured figure of one subject over all its runs.</summary>
public sealed record BenchRow(string Subject, string Metric, string Unit, double Median, double Min, double Max, int Runs)
{
    /// <summary>The row of these runs.</summary>
    public static BenchRow Of(string subject, string metric, string unit, IReadOnlyCollection<double> runs)
    {
        double[] sorted = [.. runs.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new BenchRow(subject, metric, unit, median, sorted[0], sorted[^1], sorted.Length);
    }
}
