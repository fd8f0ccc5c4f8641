namespace Longgang.FirmwareSim.Fleet;

/// <summary>The rate of arrivals over a run.</summary>
/// <param name="shape">Flat or with rush hours.</param>
/// <param name="meanRate">Scans a second of the whole fleet, on average over the day.</param>
/// <param name="daySeconds">The length of the compressed day in seconds.</param>
public sealed class ArrivalCurve(ArrivalShape shape, double meanRate, double daySeconds)
{
    // Relative traffic at the full hours: a peak hour has about eight times the mean, as in the district's figures.
    private static readonly double[] _hours =
        [0.1, 0.05, 0.05, 0.05, 0.1, 0.4, 1.4, 5.2, 8.0, 2.6, 1.2, 1.2, 1.9, 1.4, 1.0, 1.0, 1.4, 3.2, 6.4, 3.4, 1.8, 1.2, 0.6, 0.3];

    private static readonly double _hoursMean = _hours.Average();

    /// <summary>The rate, in scans a second, <paramref name="elapsed"/> after the start, which is at 06:00 of the compressed day.</summary>
    public double RateAt(TimeSpan elapsed)
    {
        if (shape == ArrivalShape.Flat)
        {
            return meanRate;
        }

        double hour = (6 + (elapsed.TotalSeconds / daySeconds * 24)) % 24;
        int from = (int)hour;
        double share = hour - from;
        return meanRate / _hoursMean * ((_hours[from] * (1 - share)) + (_hours[(from + 1) % 24] * share));
    }
}
