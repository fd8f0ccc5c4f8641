namespace Longgang.Cloud.Service.Broker.External;

/// <summary>How this replica reaches the external broker, section <c>Broker:External</c>.</summary>
public sealed class ExternalBrokerOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Broker:External";

    /// <summary>The broker's name or address. Required.</summary>
    public string Host { get; set; } = string.Empty;

    /// <summary>Its port, 1…65535. Default 1883.</summary>
    public int Port { get; set; } = 1883;

    /// <summary>MQTT user of the service. Required.</summary>
    public string UserName { get; set; } = string.Empty;

    /// <summary>File with its password, one line. Required. Read for every connection, so that a rotated password needs no restart.</summary>
    public string PasswordFile { get; set; } = string.Empty;

    /// <summary>
    /// MQTT client id of this replica, 1 to 64 letters, digits, '.', '_' or '-'; a broker knows each only once, so every replica needs its
    /// own. Default: made of the machine's name and the process id. Each of the three connections adds its role to it.
    /// </summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>
    /// The group in <c>$share/{group}/…</c>: replicas of one store share one, so that each batch goes to one of them. 1 to 64 letters,
    /// digits, '.', '_' or '-'. Default ingest.
    /// </summary>
    public string ShareGroup { get; set; } = "ingest";

    /// <summary>Batches of a lane that the broker may have on the way to this replica, 1…1000. Default 64. The rest waits at the broker.</summary>
    public int ReceiveMaximum { get; set; } = 64;

    /// <summary>
    /// What one lane may hold in memory while the store is slower than the boxes, bytes, 65536…1073741824. Default 32 MiB. What comes beyond
    /// it is shed, and comes again from its box. Only reached with a broker that does not keep to <see cref="ReceiveMaximum"/>.
    /// </summary>
    public int MaxHeldBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>MQTT keep-alive, 1 s…10 min. Default 10 s.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting, or any answer of the broker, may take before the connection counts as dead, 1 s…5 min. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Upper bound of the pause before connecting again, 100 ms…5 min. Default 5 s; the first is at most a tenth of it.</summary>
    public TimeSpan ReconnectMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>TLS towards the broker.</summary>
    public ExternalBrokerTlsOptions Tls { get; set; } = new();
}
