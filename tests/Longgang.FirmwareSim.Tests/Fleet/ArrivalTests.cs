using Longgang.FirmwareSim.Fleet;

namespace Longgang.FirmwareSim.Tests.Fleet;

public sealed class ArrivalTests
{
    [Fact]
    public void Take_Flat_IsPoissonAtTheRateAndEvenOverTheDevices()
    {
        var arrivals = new ArrivalProcess(new ArrivalCurve(ArrivalShape.Flat, 1000, 1), 10, new Random(3));
        int[] counts = new int[10];
        var gaps = new List<double>();
        TimeSpan last = TimeSpan.Zero;
        while (arrivals.Next < TimeSpan.FromSeconds(60))
        {
            gaps.Add((arrivals.Next - last).TotalMilliseconds);
            last = arrivals.Next;
            counts[arrivals.Take()]++;
        }

        Assert.InRange(gaps.Count, 59_000, 61_000);
        Assert.All(counts, c => Assert.InRange(c, 5_600, 6_400));
        // An exponential gap is longer than its mean with the probability 1/e.
        Assert.InRange((double)gaps.Count(g => g > 1) / gaps.Count, 0.36, 0.376);
    }

    [Fact]
    public void Take_OfOneSeed_IsTheSame()
    {
        var one = new ArrivalProcess(new ArrivalCurve(ArrivalShape.Rush, 10, 60), 100, new Random(3));
        var other = new ArrivalProcess(new ArrivalCurve(ArrivalShape.Rush, 10, 60), 100, new Random(3));
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal((one.Take(), one.Next), (other.Take(), other.Next));
        }
    }

    [Fact]
    public void RateAt_OverARushDay_HasTheMeanAndTheMorningPeak()
    {
        var curve = new ArrivalCurve(ArrivalShape.Rush, 37, 86_400);
        double[] hours = [.. Enumerable.Range(0, 24 * 60).Select(m => curve.RateAt(TimeSpan.FromMinutes(m)))];
        Assert.InRange(hours.Average(), 36.9, 37.1);
        Assert.InRange(hours.Max() / 37, 3, 8);
        Assert.Equal(8, 6 + (Array.IndexOf(hours, hours.Max()) / 60));
    }
}
