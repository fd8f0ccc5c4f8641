using Longgang.FirmwareSim.Cloud;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Tests.Cloud;

public sealed class AlertBookTests
{
    private static readonly long _second = TimeProvider.System.TimestampFrequency;
    private readonly AlertBook _book = new(TimeProvider.System);
    private readonly TruthTable _truth = new();

    [Fact]
    public void Match_OnceTheTruthKnowsTheScan_MeasuresFromItsPublication()
    {
        _book.Add(new AlertSighting(1, "raised", "a", "d", 1, 5, 3 * _second));
        _book.Match(_truth);
        Assert.Equal((1, 1, 0), (_book.Raised, _book.Unmatched, _book.Latency.Count));
        _truth.Apply($"K d 1 5 {2 * _second} {4 * _second}");
        _book.Match(_truth);
        Assert.Equal((0, 1), (_book.Unmatched, _book.Latency.Count));
        Assert.Equal(1000, _book.Latency.MaxMilliseconds);
    }

    [Fact]
    public void Match_AnotherScanRepeatsTheAlert_IsMeasuredOnce()
    {
        _book.Add(new AlertSighting(1, "raised", "a", "d", 1, 5, 3 * _second));
        _book.Add(new AlertSighting(2, "repeated", "a", "d", 1, 6, 9 * _second));
        _truth.Apply($"K d 1 5 {2 * _second} {4 * _second}");
        _truth.Apply($"K d 1 6 {5 * _second} {6 * _second}");

        _book.Match(_truth);

        Assert.Equal((1, 0, 1), (_book.Raised, _book.Unmatched, _book.Latency.Count));
        Assert.Equal(1000, _book.Latency.MaxMilliseconds);
    }

    [Fact]
    public void Add_TheSameChangeOrTheSameAlertAgain_IsDuplicated()
    {
        _book.Add(new AlertSighting(1, "raised", "a", "d", 1, 5, 0));
        _book.Add(new AlertSighting(2, "repeated", "a", "d", 1, 6, 0));
        Assert.Equal(0, _book.Duplicated);
        _book.Add(new AlertSighting(2, "repeated", "a", "d", 1, 6, 0));
        Assert.Equal(1, _book.Duplicated);
        _book.Add(new AlertSighting(3, "raised", "a", "d", 1, 7, 0));
        Assert.Equal((2, 1), (_book.Duplicated, _book.Raised));
    }
}
