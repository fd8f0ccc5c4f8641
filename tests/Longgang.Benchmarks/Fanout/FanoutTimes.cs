namespace Longgang.Benchmarks.Fanout;

/// <summary>When it happened at each of many speakers, in milliseconds. NaN: at none.</summary>
internal sealed record FanoutTimes(double First, double P50, double P99, double Last)
{
    public static FanoutTimes Of(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(static time => time.TotalMilliseconds).Order()];
        return sorted.Length == 0
            ? new FanoutTimes(double.NaN, double.NaN, double.NaN, double.NaN)
            : new FanoutTimes(sorted[0], sorted[(sorted.Length - 1) / 2], sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1], sorted[^1]);
    }
}
