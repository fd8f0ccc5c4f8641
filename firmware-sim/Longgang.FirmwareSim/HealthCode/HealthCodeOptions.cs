using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.HealthCode;

/// <summary>How the simulated health-code service behaves.</summary>
public sealed record HealthCodeOptions
{
    /// <summary>The endpoint, address:port.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The number of devices of the fleet: it gives the number of people.</summary>
    public int Devices { get; init; } = 1859;

    public PopulationOptions Population { get; init; } = new();

    /// <summary>The median time to answer.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The spread: sigma of the log-normal distribution. At 0.5 one answer in a hundred takes three times the median.</summary>
    public double LatencySigma { get; init; } = 0.5;

    /// <summary>When the outage begins; null for none.</summary>
    public TimeSpan? OutageAfter { get; init; }

    /// <summary>How long the outage lasts.</summary>
    public TimeSpan OutageFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True: it does not answer during the outage. False: it answers 503.</summary>
    public bool OutageHangs { get; init; }

    /// <summary>The share of requests answered with 500.</summary>
    public double ErrorRate { get; init; }
}
