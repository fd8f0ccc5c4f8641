using Longgang.Cloud.Service.Broker.External;

namespace Longgang.Cloud.Service.Broker;

/// <summary>Where boxes connect, section <c>Broker</c>.</summary>
public sealed class BrokerOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Broker";

    /// <summary>Embedded (default): in this process. External: an MQTT 5 broker beside it, <see cref="External"/>.</summary>
    public BrokerKind Kind { get; set; }

    /// <summary>Where boxes connect to the embedded broker, <c>address:port</c>. Default 127.0.0.1:1883.</summary>
    public string Endpoint { get; set; } = "127.0.0.1:1883";

    /// <summary>
    /// JSON file with the boxes and the SHA-256 of their secrets. Required; read again when it changes. With an external broker, which
    /// checks the secrets itself, it says which boxes are enrolled: batches of others are refused.
    /// </summary>
    public string GatewaysFile { get; set; } = string.Empty;

    /// <summary>Largest MQTT packet, bytes, 16384…16777216. Default 1 MiB. The embedded broker closes the connection on a larger one.</summary>
    public int MaxPacketBytes { get; set; } = 1024 * 1024;

    /// <summary>Time between two looks at <see cref="GatewaysFile"/>, 100 ms…10 min. Default 2 s.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The external broker.</summary>
    public ExternalBrokerOptions External { get; set; } = new();
}
