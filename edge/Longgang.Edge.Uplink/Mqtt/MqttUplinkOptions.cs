using System.Net;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>How the box reaches the cloud's broker.</summary>
public sealed record MqttUplinkOptions
{
    /// <summary>The box's id: MQTT user name, and the third level of every topic.</summary>
    public required string Gateway { get; init; }

    /// <summary>Broker, an address or a host name with a port.</summary>
    public required EndPoint Endpoint { get; init; }

    /// <summary>File with the box's secret, one line. Read again for every connection, so that a rotated secret needs no restart.</summary>
    public required string SecretFile { get; init; }

    /// <summary>TLS, or null for a plain connection.</summary>
    public MqttUplinkTlsOptions? Tls { get; init; }

    /// <summary>MQTT keep-alive. Default 15 s, range 1 s–1 h.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>TCP, TLS and CONNACK together. Default 15 s, range 1 s–5 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the broker may take for a PUBACK or SUBACK before the connection counts as dead. This, not the keep-alive, finds a
    /// half-open connection that is being sent on: MQTTnet pings only when nothing was sent. Default 15 s, range 1 s–5 min.
    /// </summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Upper bound of the first pause before connecting again. Default 1 s.</summary>
    public TimeSpan ReconnectFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Upper bound of every pause before connecting again. Default 60 s.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lived this long starts the reconnect schedule anew. Default 10 s.</summary>
    public TimeSpan ReconnectStable { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the status is looked at and published when it changed. Default 2 s.</summary>
    public TimeSpan StatusChanged { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the status is published even when nothing changed. Default 15 s.</summary>
    public TimeSpan StatusAtLeast { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The alert lane's window unless told: 16 batches, 256 KiB. Somebody waits for them, and alerts are rare: nothing later is answered that would give away a
    /// lost one. So an answer is overdue after 2 s, then 4 s, then every 5 s. A connection is given up no sooner than the record lane's: where the
    /// cloud is slow, all boxes connecting anew would make it slower.
    /// </summary>
    public static UplinkWindowOptions DefaultAlertWindow { get; } = new()
    {
        MaxBytes = 256 * 1024,
        FirstAckTimeout = TimeSpan.FromSeconds(2),
        AckTimeout = TimeSpan.FromSeconds(5),
        DeafAfter = TimeSpan.FromSeconds(40),
    };

    /// <summary>The record lane's window unless told: 32 batches, 1 MiB.</summary>
    public static UplinkWindowOptions DefaultRecordWindow { get; } = new() { MaxBatches = 32 };

    /// <summary>The alert lane's window. Default <see cref="DefaultAlertWindow"/>.</summary>
    public UplinkWindowOptions AlertWindow { get; init; } = DefaultAlertWindow;

    /// <summary>The record lane's window. Default <see cref="DefaultRecordWindow"/>.</summary>
    public UplinkWindowOptions RecordWindow { get; init; } = DefaultRecordWindow;

    /// <summary>The window of a lane.</summary>
    public UplinkWindowOptions WindowOf(Lane lane) => lane == Lane.Alert ? AlertWindow : RecordWindow;
}
