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
    private readonly TemporaryFolder _folder = new();

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
    public ProductProcess StartGateway(string healthCode = "http://127.0.0.1:9")
    {
        string data = Directory.CreateDirectory(PathTo($"data-{Guid.NewGuid():N}")).FullName;
        File.WriteAllText(PathTo("gw.secret"), Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(data))));
        File.WriteAllText(PathTo("person.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        JsonObject json = Lan();
        json["Gateway"] = new JsonObject { ["Id"] = "gw-001", ["DataDirectory"] = data };
        json["Lan"]!["Http"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{Ports.Free()}" };
        json["Uplink"] = new JsonObject { ["Mqtt"] = new JsonObject { ["Endpoint"] = "127.0.0.1:9", ["SecretFile"] = "gw.secret" } };
        json["HealthCode"] = new JsonObject { ["BaseAddress"] = healthCode };
        json["Screening"] = new JsonObject { ["PolicyFile"] = Built.Policy };
        json["Privacy"] = new JsonObject { ["PersonKeyFile"] = "person.key" };
        json["Health"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{HealthPort}" };
        return ProductProcess.Start(Built.Gateway, "--config", Write("gateway.json", json));
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
