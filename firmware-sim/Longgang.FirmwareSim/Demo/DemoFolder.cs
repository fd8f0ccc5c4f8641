using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Demo;

/// <summary>The work folder: configurations, secrets and data of every process, as an installer would lay them out.</summary>
public sealed class DemoFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DemoOptions _options;
    private readonly DemoPorts _ports;

    public DemoFolder(string path, DemoOptions options, DemoPorts ports)
    {
        Root = path;
        _options = options;
        _ports = ports;
        GatewayPlan[] gateways = [.. Enumerable.Range(0, options.Gateways).Select(i => new GatewayPlan(
            GatewayId(i), Endpoint(ports.GatewayMqtt[i]), Endpoint(ports.GatewayHttp[i])))];
        Plan = FleetPlanner.Plan(options.Devices, gateways, options.HttpShare, options.Mqtt311Share);
    }

    public string Root { get; }

    public FleetPlan Plan { get; }

    public string PlanFile => In("fleet.json");

    public string TruthFile => In("truth.log");

    public string CloudConfig => In("cloud", "cloud.json");

    public static string Endpoint(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    public static string GatewayId(int index) => string.Create(CultureInfo.InvariantCulture, $"gw-{index + 1:D3}");

    public string GatewayConfig(int index) => In(GatewayId(index), "gateway.json");

    public string Log(string name) => In($"{name}.log");

    public void Write()
    {
        Directory.CreateDirectory(Root);
        Plan.Save(PlanFile);
        WriteSecret(In("person.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var gateways = new JsonArray();
        for (int i = 0; i < _options.Gateways; i++)
        {
            string secret = FleetPlanner.NewSecret();
            gateways.Add(new JsonObject { ["id"] = GatewayId(i), ["secretSha256"] = DevicesFile.Hash(secret) });
            WriteGateway(i, secret);
        }

        Directory.CreateDirectory(In("cloud"));
        WriteJson(In("cloud", "gateways.json"), new JsonObject { ["gateways"] = gateways });
        WriteJson(CloudConfig, new JsonObject
        {
            ["Storage"] = new JsonObject { ["Sqlite"] = new JsonObject { [nameof(Path)] = "district.db" } },
            ["Broker"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.Broker), ["GatewaysFile"] = "gateways.json" },
            ["Api"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.Api) },
        });
    }

    private void WriteGateway(int index, string secret)
    {
        string id = GatewayId(index);
        Directory.CreateDirectory(In(id, "data"));
        WriteSecret(In(id, $"{id}.secret"), secret);
        DevicesFile.Save(Plan, index, In(id, "devices.json"));
        var config = new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Id"] = id, ["DataDirectory"] = "data" },
            ["Lan"] = new JsonObject
            {
                ["DevicesFile"] = "devices.json",
                ["Mqtt"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.GatewayMqtt[index]) },
                ["Http"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.GatewayHttp[index]) },
            },
            ["Uplink"] = new JsonObject
            {
                ["Mqtt"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.Uplink), ["SecretFile"] = $"{id}.secret" },
            },
            ["HealthCode"] = new JsonObject { ["BaseAddress"] = $"http://{Endpoint(_ports.HealthCode)}" },
            ["Privacy"] = new JsonObject { ["PersonKeyFile"] = In("person.key") },
            ["Health"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.GatewayHealth[index]) },
        };
        if (_options.PolicyFile is { } policy)
        {
            File.Copy(policy, In(id, "policy.json"), overwrite: true);
            config["Screening"] = new JsonObject { ["PolicyFile"] = "policy.json" };
        }

        WriteJson(GatewayConfig(index), config);
    }

    private static void WriteJson(string path, JsonObject json)
    {
        using FileStream file = File.Create(path);
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteTo(writer);
    }

    private static void WriteSecret(string path, string secret)
    {
        File.WriteAllText(path, secret + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    private string In(params string[] parts) => Path.Combine([Root, .. parts]);
}
