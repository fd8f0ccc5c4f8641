namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>The box's audio (<c>Speakers:Audio</c>).</summary>
public sealed class AudioOptions
{
    /// <summary>Where it is kept. Default: <c>audio</c> below the data directory.</summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>Bytes that it may take; what was not used for longest goes first. Default 512 MiB, 1 MiB to 1 TiB.</summary>
    public long LimitBytes { get; set; } = 512L << 20;

    /// <summary>Largest file, bytes. Default 64 MiB, 64 KiB to 1 GiB.</summary>
    public long MaxFileBytes { get; set; } = 64L << 20;

    /// <summary>How long audio stays for certain after it was asked for: speakers fetch it meanwhile. Default 30 min, 1 min to 1 day.</summary>
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The cloud's API, http or https, of which <c>/v1/audio/{sha256}</c> is fetched. Default empty: nothing is fetched.</summary>
    public string BaseAddress { get; set; } = string.Empty;

    /// <summary>A file with the bearer token for the cloud's API, read for every request. Default empty: none is sent.</summary>
    public string TokenFile { get; set; } = string.Empty;

    /// <summary>For one file with every attempt. Default 30 min, 1 s to 1 day.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>For one attempt. Default 10 min, 1 s to 1 day, not more than the total.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long nothing may come before an attempt is given up. Default 15 s, 0.1 s to 10 min.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Further attempts, each from where the one before it ended. Default 8, 0 to 100.</summary>
    public int Retries { get; set; } = 8;

    /// <summary>Before the first further attempt; doubles with each, with jitter, to at most 30 s. Default 0.5 s, 0 to 30 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Share of failures at which the circuit opens and nothing is fetched for a while. Default 0.9, 0.05 to 1.</summary>
    public double BreakAtFailureRatio { get; set; } = 0.9;

    /// <summary>Attempts within the sampling time below which the circuit stays closed. Default 20, 2 to 1,000.</summary>
    public int BreakAtLeast { get; set; } = 20;

    /// <summary>Sampling time of the failure share. Default 60 s, 0.5 s to 10 min.</summary>
    public TimeSpan BreakSampling { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the circuit stays open before one attempt probes the cloud. Default 10 s, 0.5 s to 10 min.</summary>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(10);
}
