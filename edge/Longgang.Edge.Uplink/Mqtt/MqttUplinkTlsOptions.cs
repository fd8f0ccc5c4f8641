namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>TLS towards the broker.</summary>
public sealed record MqttUplinkTlsOptions
{
    /// <summary>PEM file with the only certification authorities to trust; null: those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the box's certificate and its chain; null: no client certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name that the broker's certificate must carry; null: the endpoint's host.</summary>
    public string? ServerName { get; init; }
}
