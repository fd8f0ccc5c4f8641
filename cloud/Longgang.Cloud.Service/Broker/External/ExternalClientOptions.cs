using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>Turns the options into those of the MQTT client.</summary>
internal static class ExternalClientOptions
{
    /// <summary>Builds the options of one connection; reads the password and the certificates from disk.</summary>
    public static async Task<MqttClientOptions> BuildAsync(
        ExternalBrokerOptions options, string clientId, int maxPacketBytes, CancellationToken cancellationToken)
    {
        string password = (await File.ReadAllTextAsync(options.PasswordFile, cancellationToken)).Trim();
        return new MqttClientOptions
        {
            ProtocolVersion = MqttProtocolVersion.V500,
            ClientId = clientId,

            // Nothing that the broker remembers is of use: what was not acknowledged comes again from its box.
            CleanSession = true,
            SessionExpiryInterval = 0,
            ReceiveMaximum = (ushort)options.ReceiveMaximum,
            MaximumPacketSize = (uint)maxPacketBytes,
            KeepAlivePeriod = options.KeepAlive,
            Timeout = options.Timeout,
            Credentials = new MqttClientCredentials(options.UserName, Encoding.UTF8.GetBytes(password)),
            ChannelOptions = new MqttClientTcpOptions
            {
                RemoteEndpoint = new System.Net.DnsEndPoint(options.Host, options.Port),
                BufferSize = 64 * 1024,
                NoDelay = true,

                // The client's default closes with a reset, which can overtake what was sent before.
                LingerState = new LingerOption(false, 0),
                TlsOptions = options.Tls.Enabled ? Tls(options.Tls) : new MqttClientTlsOptions(),
            },
        };
    }

    private static MqttClientTlsOptions Tls(ExternalBrokerTlsOptions tls)
    {
        var result = new MqttClientTlsOptions
        {
            UseTls = true,
            SslProtocol = SslProtocols.None, // the system's choice
            TargetHost = tls.ServerName.Length > 0 ? tls.ServerName : null,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (tls.CaFile.Length > 0)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(tls.CaFile);
            result.TrustChain = roots;
        }

        if (tls.CertificateFile.Length > 0)
        {
            var own = new X509Certificate2Collection(
                X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile.Length > 0 ? tls.KeyFile : null));
            result.ClientCertificatesProvider = new DefaultMqttCertificatesProvider(own);
        }

        return result;
    }
}
