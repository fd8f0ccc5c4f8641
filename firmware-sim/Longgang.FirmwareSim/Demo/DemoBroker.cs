using System.Globalization;
using System.Text.Json.Nodes;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary>
/// A mosquitto for the run: the configuration and the access list that ship, with a listener on loopback and the passwords of this run.
/// It keeps nothing, so that a kill leaves it empty.
/// </summary>
public sealed class DemoBroker(string shipped, string folder, int port)
{
    public const string CloudUser = "longgang-cloud";
    private const string SecretName = "broker.secret";
    private static readonly string[] _ownKeys = ["listener", "cafile", "certfile", "keyfile", "password_file", "acl_file"];

    private readonly List<string> _users = [];

    public const string Program = "mosquitto";

    public IReadOnlyList<string> Arguments => ["-c", Path.Combine(folder, "mosquitto.conf")];

    /// <summary>Adds somebody who may connect.</summary>
    public void AddUser(string name, string secret) => _users.Add($"{name}:{secret}");

    /// <summary>What the cloud is told of it; its secret lies beside the cloud's configuration.</summary>
    public JsonObject CloudConfig(string clientId) => new()
    {
        ["Kind"] = "external",
        ["GatewaysFile"] = "gateways.json",
        ["External"] = new JsonObject
        {
            ["Host"] = "127.0.0.1",
            ["Port"] = port,
            ["UserName"] = CloudUser,
            ["PasswordFile"] = SecretName,
            ["ClientId"] = clientId,
        },
    };

    public static string SecretFile(string cloudFolder) => Path.Combine(cloudFolder, SecretName);

    /// <exception cref="ProcessFailedException">mosquitto_passwd is not there or does not like the users.</exception>
    public async Task WriteAsync(CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        string passwords = Path.Combine(folder, "passwords");
        await File.WriteAllLinesAsync(passwords, _users, token).ConfigureAwait(false);
        DemoFiles.Protect(passwords);

        // -U hashes in place what stands there in plain text.
        await Tool.RunAsync("mosquitto_passwd", ["-U", passwords], token).ConfigureAwait(false);
        string[] settings = await File.ReadAllLinesAsync(Path.Combine(shipped, "longgang.conf"), token).ConfigureAwait(false);
        await File.WriteAllLinesAsync(Arguments[1], [
            string.Create(CultureInfo.InvariantCulture, $"listener {port} 127.0.0.1"),
            $"password_file {passwords}",
            $"acl_file {Path.Combine(shipped, "longgang.acl")}",
            "user root", // who runs the demo can read its folder, mosquitto's own user cannot
            .. settings.Where(line => !_ownKeys.Contains(line.Split(' ')[0])),
        ], token).ConfigureAwait(false);
    }
}
