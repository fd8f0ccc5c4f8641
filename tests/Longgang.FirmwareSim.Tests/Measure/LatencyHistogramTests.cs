using CsCheck;
using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Tests.Measure;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantile_OfAnySamples_IsWithinOnePercentOfTheExactOne() => Gen.Long[0, 10_000_000].Array[1, 300].Sample(samples =>
    {
        var histogram = new LatencyHistogram();
        foreach (long us in samples)
        {
            histogram.Add(TimeSpan.FromMicroseconds(us));
        }

        Array.Sort(samples);
        foreach (double share in (double[])[0.5, 0.99, 1])
        {
            double exact = samples[(int)Math.Ceiling(samples.Length * share) - 1] / 1000.0;
            double found = histogram.Quantile(share);
            Assert.InRange(found, exact, (exact * 1.01) + 0.0011);
        }

        Assert.Equal(samples[^1] / 1000.0, histogram.MaxMilliseconds);
    });

    [Fact]
    public void Quantile_WithoutSamples_IsZero() => Assert.Equal(0, new LatencyHistogram().Quantile(0.99));
}
