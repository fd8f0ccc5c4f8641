using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>Turns the uplink's options into those of the MQTT client.</summary>
internal static class MqttUplinkClientOptions
{
    /// <summary>Builds the options of one connection; reads the secret and the certificates from disk.</summary>
    /// <param name="options">The uplink's options.</param>
    /// <param name="clientId">MQTT client id, different for every connection of the box.</param>
    /// <param name="will">What the broker tells the cloud when the connection breaks, or null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<MqttClientOptions> BuildAsync(
        MqttUplinkOptions options, string clientId, GatewayStatus? will, CancellationToken cancellationToken)
    {
        string secret = (await File.ReadAllTextAsync(options.SecretFile, cancellationToken).ConfigureAwait(false)).Trim();
        var result = new MqttClientOptions
        {
            ProtocolVersion = MqttProtocolVersion.V500,
            ClientId = clientId,

            // No clean start and no session expiry: whether the broker remembers anything makes no difference to us.
            CleanSession = false,
            SessionExpiryInterval = 0,
            KeepAlivePeriod = options.KeepAlive,
            Timeout = options.ConnectTimeout,
            Credentials = new MqttClientCredentials(options.Gateway, Encoding.UTF8.GetBytes(secret)),
            ChannelOptions = new MqttClientTcpOptions
            {
                RemoteEndpoint = options.Endpoint,
                BufferSize = 64 * 1024,

                // The client's default closes with a reset, which can overtake the DISCONNECT: the broker would then publish the
                // will over the last status.
                LingerState = new LingerOption(false, 0),
                TlsOptions = options.Tls is { } tls ? Tls(tls) : new MqttClientTlsOptions(),
            },
        };
        if (will is not null)
        {
            result.WillTopic = Topics.Status(options.Gateway);
            result.WillPayload = will.ToByteArray();
            result.WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
            result.WillRetain = true;
        }

        return result;
    }

    private static MqttClientTlsOptions Tls(MqttUplinkTlsOptions tls)
    {
        var result = new MqttClientTlsOptions
        {
            UseTls = true,
            SslProtocol = SslProtocols.None, // the system's choice
            TargetHost = tls.ServerName,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,

            // A box behind a broken municipal network must not depend on reaching a revocation server.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (tls.CaFile is { } ca)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(ca);
            result.TrustChain = roots;
        }

        if (tls.CertificateFile is { } certificate)
        {
            var own = new X509Certificate2Collection(X509Certificate2.CreateFromPemFile(certificate, tls.KeyFile));
            result.ClientCertificatesProvider = new DefaultMqttCertificatesProvider(own);
        }

        return result;
    }
}
