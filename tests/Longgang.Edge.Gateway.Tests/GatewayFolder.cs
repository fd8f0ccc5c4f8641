using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Longgang.Edge.Gateway.Tests;

/// <summary>A box's configuration folder, right as it comes.</summary>
public sealed class GatewayFolder : IDisposable
{
    public const string Device = "sentinel-0001";
    public const string DeviceSecret = "device-secret";

    public GatewayFolder()
    {
        Root = Directory.CreateTempSubdirectory("lg-gateway-").FullName;
        int[] ports = FreePorts(4);
        (LanMqttPort, LanHttpPort, HealthPort, UplinkPort) = (ports[0], ports[1], ports[2], ports[3]);
        Config = new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Id"] = "gw-test", ["DataDirectory"] = "data", ["StopTimeout"] = "00:00:00.5" },
            ["Lan"] = new JsonObject
            {
                ["DevicesFile"] = "devices.json",
                ["Mqtt"] = new JsonObject { ["Endpoint"] = At(LanMqttPort) },
                ["Http"] = new JsonObject { ["Endpoint"] = At(LanHttpPort) },
            },
            ["Uplink"] = new JsonObject { ["Mqtt"] = new JsonObject { ["Endpoint"] = At(UplinkPort), ["SecretFile"] = "gw-test.secret" } },
            ["HealthCode"] = new JsonObject { ["BaseAddress"] = "http://127.0.0.1:9" },
            ["Privacy"] = new JsonObject { ["PersonKeyFile"] = "person.key" },
            ["Health"] = new JsonObject { ["Endpoint"] = At(HealthPort) },
        };
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DeviceSecret)));
        Write("devices.json", $$"""{"devices":[{"id":"{{Device}}","kind":"sentinel","area":"440307003002","secretSha256":"{{hash}}"}]}""");
        Write("gw-test.secret", "gateway-secret\n");
        Write("person.key", Convert.ToBase64String(new byte[32]));
    }

    public string Root { get; }

    public JsonObject Config { get; }

    public int LanMqttPort { get; }

    public int LanHttpPort { get; }

    public int HealthPort { get; }

    public int UplinkPort { get; }

    /// <summary>Writes the configuration as it is now and returns its path.</summary>
    public string Save() => Write("gateway.json", Config.ToJsonString());

    public string Write(string name, string content)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static int[] FreePorts(int count)
    {
        // All held at once, so that they differ.
        TcpListener[] probes = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener probe in probes)
        {
            probe.Start();
        }

        int[] ports = [.. probes.Select(probe => ((IPEndPoint)probe.LocalEndpoint).Port)];
        foreach (TcpListener probe in probes)
        {
            probe.Dispose();
        }

        return ports;
    }
}
