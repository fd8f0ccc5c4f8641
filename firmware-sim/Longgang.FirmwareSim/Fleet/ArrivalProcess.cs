namespace Longgang.FirmwareSim.Fleet;

/// <summary>
/// A Poisson process over the whole fleet: open-loop, an arrival waits for nothing. Which device it hits is drawn evenly, which is the same
/// as one process per device and costs one clock instead of 1,859.
/// </summary>
public sealed class ArrivalProcess(ArrivalCurve curve, int devices, Random random)
{
    private double _nextSeconds;

    /// <summary>When the next person arrives, from the start of the run.</summary>
    public TimeSpan Next => TimeSpan.FromSeconds(_nextSeconds);

    /// <summary>The device of the arrival that is due; draws the time of the one after it.</summary>
    public int Take()
    {
        // An exponential gap; 1 - u is never 0.
        _nextSeconds += -Math.Log(1 - random.NextDouble()) / Math.Max(0.001, curve.RateAt(Next));
        return random.Next(devices);
    }
}
