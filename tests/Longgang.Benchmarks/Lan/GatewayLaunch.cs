using Longgang.TestKit;

namespace Longgang.Benchmarks.Lan;

/// <summary>How a gateway is started.</summary>
internal sealed record GatewayLaunch
{
    /// <summary>The program.</summary>
    public string Program { get; init; } = Built.Gateway;

    /// <summary>Its data directory.</summary>
    public required string Data { get; init; }

    /// <summary>The broker, address:port. By default nobody is there.</summary>
    public string Uplink { get; init; } = "127.0.0.1:9";

    /// <summary>The health-code service. By default nobody is there.</summary>
    public string HealthCode { get; init; } = "http://127.0.0.1:9";

    /// <summary>Record batches on their way at once; null: the gateway's own default.</summary>
    public int? WindowBatches { get; init; }
}
