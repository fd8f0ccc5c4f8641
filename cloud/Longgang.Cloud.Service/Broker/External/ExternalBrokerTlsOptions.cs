namespace Longgang.Cloud.Service.Broker.External;

/// <summary>TLS towards the external broker, section <c>Broker:External:Tls</c>.</summary>
public sealed class ExternalBrokerTlsOptions
{
    /// <summary>Whether the connection is encrypted. Default false: then keep it on loopback or in a network of its own.</summary>
    public bool Enabled { get; set; }

    /// <summary>PEM file with the only certification authorities to trust; empty (the default): those of the system.</summary>
    public string CaFile { get; set; } = string.Empty;

    /// <summary>Name that the broker's certificate must carry; empty (the default): <see cref="ExternalBrokerOptions.Host"/>.</summary>
    public string ServerName { get; set; } = string.Empty;

    /// <summary>PEM file with a client certificate and its chain; empty (the default): none.</summary>
    public string CertificateFile { get; set; } = string.Empty;

    /// <summary>PEM file with the private key of <see cref="CertificateFile"/>.</summary>
    public string KeyFile { get; set; } = string.Empty;
}
