namespace Longgang.FirmwareSim.Measure;

/// <summary>Latencies in milliseconds.</summary>
/// <param name="P50">Half of the samples are not above this.</param>
/// <param name="P99">99 of 100 samples are not above this.</param>
/// <param name="Max">The worst.</param>
/// <param name="Count">The number of samples.</param>
public sealed record LatencySummary(double P50, double P99, double Max, long Count);
