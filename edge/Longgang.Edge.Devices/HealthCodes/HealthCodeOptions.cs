using Longgang.Edge.Core.HealthCodes;

namespace Longgang.Edge.Devices.HealthCodes;

/// <summary>How the health-code service is asked (<c>HealthCode</c>).</summary>
public sealed class HealthCodeOptions
{
    /// <summary>Base address, http or https. Required.</summary>
    public string BaseAddress { get; set; } = string.Empty;

    /// <summary>For one question with everything. Default 1.5 s, 0.1 to 30 s: a device waits 2 s for a verdict.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>For one attempt. Default 0.7 s, 0.05 to 30 s, not more than the total.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(0.7);

    /// <summary>Further attempts. Default 1, 0 to 5.</summary>
    public int Retries { get; set; } = 1;

    /// <summary>Before a further attempt, with jitter. Default 50 ms, 0 to 1 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Share of failures at which the circuit opens, and nobody waits for the service any more. Default 0.5, 0.05 to 1.</summary>
    public double BreakAtFailureRatio { get; set; } = 0.5;

    /// <summary>Attempts within the sampling time below which the circuit stays closed. Default 4, 2 to 1,000.</summary>
    public int BreakAtLeast { get; set; } = 4;

    /// <summary>Sampling time of the failure share. Default 10 s, 0.5 s to 10 min.</summary>
    public TimeSpan BreakSampling { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the circuit stays open before one attempt probes the service. Default 5 s, 0.5 s to 10 min.</summary>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections to the service. Default 32, 1 to 1,000.</summary>
    public int MaxConnections { get; set; } = 32;

    /// <summary>The box's memory of answers.</summary>
    public HealthCodeCacheOptions Cache { get; set; } = new();
}
