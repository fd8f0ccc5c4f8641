using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Devices;

/// <summary>How a sentinel behaves on the wire. Times in milliseconds.</summary>
public sealed record SentinelOptions
{
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>The epoch of its sequence.</summary>
    public ulong Epoch { get; init; } = 1;

    /// <summary>Scans that it stores itself. Real ones store up to a million.</summary>
    public int BufferCapacity { get; init; } = 10_000;

    /// <summary>How long it waits for an acknowledgement.</summary>
    public long AckTimeout { get; init; } = 2_000;

    /// <summary>How often it sends a scan again on the same connection.</summary>
    public int Retransmissions { get; init; } = 3;

    /// <summary>The first pause before it connects again; doubled each time.</summary>
    public long BackOff { get; init; } = 500;

    /// <summary>The longest pause before it connects again.</summary>
    public long BackOffLimit { get; init; } = 15_000;

    /// <summary>The pause after the box said that it cannot take the scan now.</summary>
    public long RefusedPause { get; init; } = 1_000;

    /// <summary>The interval of the keep-alive.</summary>
    public long KeepAlive { get; init; } = 20_000;

    /// <summary>How long it waits for the answer to a keep-alive or ping.</summary>
    public long KeepAliveTimeout { get; init; } = 8_000;

    /// <summary>How long, in MQTT 3.1.1, a refusal may come after the acknowledgement.</summary>
    public long RefusalGrace { get; init; } = 2_000;
}
