using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Lan;

/// <summary>A folder with devices and the configurations of what may listen to them.</summary>
internal sealed class LanSite : IDisposable
{
    private const string Gateway = "gw-001";

    private readonly TemporaryFolder _folder = new();
    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private LanSite()
    {
        File.WriteAllText(PathTo("gw.secret"), _secret);
        File.WriteAllText(PathTo("person.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    /// <summary>The listener's MQTT port.</summary>
    public int Port { get; } = Ports.Free();

    /// <summary>The listener's health port, where it has one.</summary>
    public int HealthPort { get; } = Ports.Free();

    /// <summary>The plan, for <c>lgsim fleet</c>.</summary>
    public string Plan => _folder.PathTo("plan.json");

    /// <summary>Lines of device and secret, for <c>lgsim load</c>.</summary>
    public string Secrets => _folder.PathTo("secrets.txt");

    /// <summary>Plans the devices with the simulator.</summary>
    public static async Task<LanSite> CreateAsync(int devices, string kind)
    {
        var site = new LanSite();
        string[] arguments =
        [
            "plan", "--out", site.Plan, "--devices", devices.ToString(CultureInfo.InvariantCulture), "--kind", kind,
            "--mqtt", $"127.0.0.1:{site.Port}", "--devices-folder", site._folder.Path, "--secrets", site.Secrets,
        ];
        await using ProductProcess plan = ProductProcess.Start(Built.Simulator, arguments);
        int exit = await plan.WaitForExitAsync(TimeSpan.FromSeconds(30));
        return exit == 0 ? site : throw new InvalidOperationException($"lgsim plan ended with {exit}.\n{plan.Output}");
    }

    /// <summary>A path in the folder.</summary>
    public string PathTo(string name) => _folder.PathTo(name);

    /// <summary>Mosquitto as Debian configures it, but for the listener.</summary>
    public ProductProcess StartMosquitto()
    {
        string file = PathTo("mosquitto.conf");
        File.WriteAllText(file, $"listener {Port} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\nlog_type error\n");
        return ProductProcess.Start("/usr/sbin/mosquitto", "-c", file);
    }

    /// <summary>Our listener alone.</summary>
    public ProductProcess StartBare() => ProductProcess.Start(Environment.ProcessPath!, BareListener.ChildArgument, Write("bare.json", Lan()));

    /// <summary>The whole gateway with a fresh outbox; its uplink finds nobody.</summary>
    public ProductProcess StartGateway(string healthCode = "http://127.0.0.1:9") =>
        StartGateway(new GatewayLaunch { Data = Directory.CreateDirectory(PathTo($"data-{Guid.NewGuid():N}")).FullName, HealthCode = healthCode });

    /// <summary>The whole gateway.</summary>
    public ProductProcess StartGateway(GatewayLaunch launch)
    {
        JsonObject json = Lan();
        json["Gateway"] = new JsonObject { ["Id"] = Gateway, ["DataDirectory"] = launch.Data };
        json["Lan"]!["Http"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{Ports.Free()}" };
        var uplink = new JsonObject { ["Endpoint"] = launch.Uplink, ["SecretFile"] = PathTo("gw.secret") };
        if (launch.WindowBatches is { } batches)
        {
            uplink["RecordWindow"] = new JsonObject { ["Batches"] = batches };
        }

        json["Uplink"] = new JsonObject { ["Mqtt"] = uplink };
        json["HealthCode"] = new JsonObject { ["BaseAddress"] = launch.HealthCode };
        json["Screening"] = new JsonObject { ["PolicyFile"] = Built.Policy };
        json["Privacy"] = new JsonObject { ["PersonKeyFile"] = PathTo("person.key") };
        json["Health"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{HealthPort}" };
        return ProductProcess.Start(launch.Program, "--config", Write("gateway.json", json));
    }

    /// <summary>A cloud service that knows the gateway.</summary>
    /// <param name="program">The program.</param>
    /// <param name="brokerPort">Where its broker listens.</param>
    /// <param name="database">Its database; made when it does not exist.</param>
    public ProductProcess StartCloud(string program, int brokerPort, string database)
    {
        var gateway = new JsonObject { ["id"] = Gateway, ["secretSha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_secret))) };
        var json = new JsonObject
        {
            ["Storage"] = new JsonObject { ["Sqlite"] = new JsonObject { ["Path"] = database } },
            ["Broker"] = new JsonObject
            {
                ["Endpoint"] = $"127.0.0.1:{brokerPort}",
                ["GatewaysFile"] = Write("gateways.json", new JsonObject { ["gateways"] = new JsonArray(gateway) }),
            },
            ["Api"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{Ports.Free()}" },
        };
        return ProductProcess.Start(program, "--config", Write("cloud.json", json));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private JsonObject Lan() => new()
    {
        ["Lan"] = new JsonObject { ["DevicesFile"] = PathTo("devices-1.json"), ["Mqtt"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{Port}" } },
    };

    private string Write(string name, JsonObject json)
    {
        string file = PathTo(name);
        File.WriteAllText(file, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return file;
    }
}
