using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Longgang.TestKit;

/// <summary>
/// A real mosquitto with the configuration, the access list and the password script that ship in deploy/mosquitto; only the listener and the
/// paths are the test's own. It can be killed and started again, with nothing left of what it knew.
/// </summary>
public sealed class ShippedMosquitto : IAsyncDisposable
{
    /// <summary>User of the service.</summary>
    public const string ServiceUser = "longgang-cloud";
    private static readonly string[] OwnKeys = ["listener", "cafile", "certfile", "keyfile", "password_file", "acl_file"];

    private readonly TemporaryFolder _folder = new();
    private ProductProcess? _process;

    private ShippedMosquitto()
    {
    }

    /// <summary>Loopback port, the same after a restart.</summary>
    public int Port { get; } = Ports.Lasting();

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>File with the password of the service's user.</summary>
    public string ServicePasswordFile => _folder.PathTo($"{ServiceUser}.secret");

    /// <summary>The authority of its certificate when it was started with TLS.</summary>
    public string CaFile => _folder.PathTo("ca.pem");

    /// <summary>The secret of a user of it.</summary>
    public static string SecretOf(string user) => "secret-of-" + user;

    /// <summary>Starts it with TLS and a certificate for <c>localhost</c> by an authority of its own.</summary>
    public static async Task<ShippedMosquitto> StartWithTlsAsync()
    {
        ShippedMosquitto broker = await PrepareAsync();
        using RSA caKey = RSA.Create(2048);
        var ca = new CertificateRequest("CN=test authority", caKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 authority = ca.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 own = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        await File.WriteAllTextAsync(broker.CaFile, authority.ExportCertificatePem());
        await File.WriteAllTextAsync(broker._folder.PathTo("broker.pem"), own.ExportCertificatePem());
        await File.WriteAllTextAsync(broker._folder.PathTo("broker.key"), key.ExportPkcs8PrivateKeyPem());

        // Settings of a listener follow it.
        string configuration = broker._folder.PathTo("mosquitto.conf");
        string[] lines = await File.ReadAllLinesAsync(configuration);
        await File.WriteAllLinesAsync(
            configuration,
            [lines[0], $"certfile {broker._folder.PathTo("broker.pem")}", $"keyfile {broker._folder.PathTo("broker.key")}", .. lines[1..]]);
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Starts it for these boxes, gw-001 and gw-002 unless told.</summary>
    public static async Task<ShippedMosquitto> StartAsync(params string[] gateways)
    {
        ShippedMosquitto broker = await PrepareAsync(gateways);
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Writes its files and does not start it.</summary>
    public static async Task<ShippedMosquitto> PrepareAsync(params string[] gateways)
    {
        var broker = new ShippedMosquitto();
        string[] users = [ServiceUser, .. gateways.Length > 0 ? gateways : ["gw-001", "gw-002"]];
        foreach (string user in users)
        {
            await File.WriteAllTextAsync(broker._folder.PathTo($"{user}.secret"), SecretOf(user) + "\n");
        }

        string shipped = Repository.PathTo("deploy", "mosquitto");
        string passwords = broker._folder.PathTo("passwords");
        await using (ProductProcess script = ProductProcess.Start(
            Path.Combine(shipped, "passwords.sh"), [passwords, .. users.Select(user => $"{user}={broker._folder.PathTo($"{user}.secret")}")]))
        {
            Assert.True(await script.WaitForExitAsync(TimeSpan.FromSeconds(30)) == 0, script.Output);
        }

        await File.WriteAllLinesAsync(
            broker._folder.PathTo("mosquitto.conf"),
            [
                string.Create(CultureInfo.InvariantCulture, $"listener {broker.Port} 127.0.0.1"),
                $"password_file {passwords}",
                $"acl_file {Path.Combine(shipped, "longgang.acl")}",
                "user root", // who runs the tests can read their folder, another user cannot
                .. File.ReadLines(Path.Combine(shipped, "longgang.conf")).Where(line => !OwnKeys.Contains(line.Split(' ')[0])),
            ]);
        return broker;
    }

    /// <summary>kill -9: no goodbye to anybody, nothing kept.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it, empty, and waits until it listens.</summary>
    public async Task StartAgainAsync()
    {
        _process = ProductProcess.Start("mosquitto", "-c", _folder.PathTo("mosquitto.conf"));
        await Ports.WaitUntilOpenAsync(Port, _process, TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
