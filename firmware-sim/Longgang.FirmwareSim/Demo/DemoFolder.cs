using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Demo;

/// <summary>The work folder: configurations, secrets and data of every process, as an installer would lay them out.</summary>
public sealed class DemoFolder
{
    private readonly DemoOptions _options;
    private readonly DemoPorts _ports;
    private readonly string _cloudSecret = FleetPlanner.NewSecret();

    public DemoFolder(string path, DemoOptions options, DemoPorts ports)
    {
        Root = path;
        _options = options;
        _ports = ports;
        GatewayPlan[] gateways = [.. Enumerable.Range(0, options.Gateways).Select(i => new GatewayPlan(
            GatewayId(i), Endpoint(ports.GatewayMqtt[i]), Endpoint(ports.GatewayHttp[i])))];
        Plan = FleetPlanner.Plan(options.Devices, gateways, options.HttpShare, options.Mqtt311Share);
        Broker = options.Broker == DemoBrokerKind.Mosquitto ? new DemoBroker(options.BrokerFiles!, In("broker"), ports.Broker) : null;
        Store = options.Store == DemoStoreKind.Postgres ? new DemoStore(In("store"), ports.Store) : null;
    }

    public string Root { get; }

    public FleetPlan Plan { get; }

    public string PlanFile => In("fleet.json");

    public string TruthFile => In("truth.log");

    /// <summary>The broker where it is a process of its own.</summary>
    public DemoBroker? Broker { get; }

    /// <summary>The database where it is a process of its own.</summary>
    public DemoStore? Store { get; }

    public static string Endpoint(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    public static string GatewayId(int index) => string.Create(CultureInfo.InvariantCulture, $"gw-{index + 1:D3}");

    public string CloudId(int index) => _options.Replicas == 1 ? "cloud" : string.Create(CultureInfo.InvariantCulture, $"cloud-{index + 1}");

    public string CloudConfig(int index) => In(CloudId(index), "cloud.json");

    public string GatewayConfig(int index) => In(GatewayId(index), "gateway.json");

    public string Log(string name) => In($"{name}.log");

    public async Task WriteAsync(CancellationToken token)
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
            Broker?.AddUser(GatewayId(i), secret);
        }

        for (int i = 0; i < _options.Replicas; i++)
        {
            WriteCloud(i, gateways);
        }

        if (Broker is not null)
        {
            Broker.AddUser(DemoBroker.CloudUser, _cloudSecret);
            await Broker.WriteAsync(token).ConfigureAwait(false);
        }

        if (Store is not null)
        {
            await Store.WriteAsync(token).ConfigureAwait(false);
        }
    }

    private void WriteCloud(int index, JsonArray gateways)
    {
        string id = CloudId(index);
        Directory.CreateDirectory(In(id));
        WriteJson(In(id, "gateways.json"), new JsonObject { ["gateways"] = gateways.DeepClone() });
        if (Broker is not null)
        {
            WriteSecret(DemoBroker.SecretFile(In(id)), _cloudSecret);
        }

        WriteJson(CloudConfig(index), new JsonObject
        {
            ["Storage"] = Store?.CloudConfig() ?? new JsonObject { ["Sqlite"] = new JsonObject { [nameof(Path)] = "district.db" } },
            [nameof(Broker)] = Broker?.CloudConfig(id)
                ?? new JsonObject { ["Endpoint"] = Endpoint(_ports.Broker), ["GatewaysFile"] = "gateways.json" },
            ["Api"] = new JsonObject { ["Endpoint"] = Endpoint(_ports.Api[index]) },
        });

        // With PostgreSQL a password stands in it.
        DemoFiles.Protect(CloudConfig(index));
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
        DemoFiles.Protect(path);
    }

    private string In(params string[] parts) => Path.Combine([Root, .. parts]);
}
