using System.Globalization;
using System.Net;
using Longgang.TestKit;

namespace Longgang.Cloud.Service.Tests.External;

/// <summary>
/// A real mosquitto with the configuration, the access list and the password script that ship in deploy/mosquitto; only the listener and the
/// paths are the test's own. It can be killed and started again, with nothing left of what it knew.
/// </summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    public const string ServiceUser = "longgang-cloud";
    private static readonly string[] OwnKeys = ["listener", "cafile", "certfile", "keyfile", "password_file", "acl_file"];

    private readonly TemporaryFolder _folder = new();
    private ProductProcess? _process;

    private Mosquitto()
    {
    }

    public int Port { get; } = Ports.Free();

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>File with the password of the service's user.</summary>
    public string ServicePasswordFile => _folder.PathTo($"{ServiceUser}.secret");

    public static async Task<Mosquitto> StartAsync(params string[] gateways)
    {
        Mosquitto broker = await PrepareAsync(gateways);
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Writes its files and does not start it.</summary>
    public static async Task<Mosquitto> PrepareAsync(params string[] gateways)
    {
        var broker = new Mosquitto();
        string[] users = [ServiceUser, .. gateways.Length > 0 ? gateways : ["gw-001", "gw-002"]];
        foreach (string user in users)
        {
            await File.WriteAllTextAsync(broker._folder.PathTo($"{user}.secret"), CloudUnderTest.Secret(user) + "\n");
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

    public async Task StartAgainAsync()
    {
        _process = ProductProcess.Start("mosquitto", "-c", _folder.PathTo("mosquitto.conf"));
        await Ports.WaitUntilOpenAsync(Port, _process, TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
