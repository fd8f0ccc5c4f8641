using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Longgang.FirmwareSim.Places;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Fanout;

/// <summary>A folder with the district's loudspeakers, keys and secrets, and the configurations of a cloud service, its gateways and a bare broker.</summary>
internal sealed class FanoutSite : IDisposable
{
    private const string KeyName = "bench";

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _secrets;
    private readonly int _uplinkPort = Ports.Lasting();

    /// <summary>Plans loudspeakers on MQTT that speak Chinese, so that one text makes all of them start.</summary>
    public FanoutSite(int speakers, int gateways)
    {
        var boxes = new GatewayPlan[gateways];
        var taken = new HashSet<int> { _uplinkPort };
        for (int i = 0; i < gateways; i++)
        {
            boxes[i] = new GatewayPlan(string.Create(CultureInfo.InvariantCulture, $"gw-{i + 1:D3}"), $"127.0.0.1:{New(taken)}", $"127.0.0.1:{New(taken)}");
        }

        (ApiPort, PeerPort) = (New(taken), New(taken));
        HealthPorts = [.. boxes.Select(_ => New(taken))];
        FleetPlan plan = SpeakerPlanner.WithSpeakers(new FleetPlan(boxes, []), new SpeakerPlanOptions { Count = speakers, RtpShare = 0 });
        Plan = plan with { Speakers = [.. plan.Speakers!.Select(static speaker => speaker with { Languages = ["zh-CN"] })] };
        _secrets = [.. boxes.Select(static _ => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))];
        File.WriteAllText(_folder.PathTo("person.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_folder.PathTo("cloud.key"), key.ExportECPrivateKeyPem());
        File.WriteAllText(_folder.PathTo("cloud.pub"), key.ExportSubjectPublicKeyInfoPem());
    }

    public FleetPlan Plan { get; }

    /// <summary>Where the cloud's API listens.</summary>
    public int ApiPort { get; }

    /// <summary>Where the bare broker listens.</summary>
    public int PeerPort { get; }

    /// <summary>Where each gateway tells its health.</summary>
    public IReadOnlyList<int> HealthPorts { get; }

    /// <summary>The cloud's database.</summary>
    private string Database => _folder.PathTo("district.db");

    /// <summary>Where it is on the disk.</summary>
    public string Folder => _folder.Path;

    /// <summary>The cloud service with its own broker, an empty database, and a key.</summary>
    public ProductProcess StartCloud()
    {
        var gateways = new JsonArray();
        foreach ((int index, GatewayPlan box) in Plan.Gateways.Index())
        {
            gateways.Add((JsonNode)new JsonObject { ["id"] = box.Id, ["secretSha256"] = DevicesFile.Hash(_secrets[index]) });
        }

        var json = new JsonObject
        {
            ["Storage"] = new JsonObject { ["Sqlite"] = new JsonObject { ["Path"] = Database } },
            ["Broker"] = new JsonObject
            {
                ["Endpoint"] = $"127.0.0.1:{_uplinkPort}",
                ["GatewaysFile"] = Write("gateways.json", new JsonObject { ["gateways"] = gateways }),
            },
            ["Api"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{ApiPort}" },
            ["Announcements"] = new JsonObject { ["SigningKeyFile"] = _folder.PathTo("cloud.key"), ["SigningKeyName"] = KeyName },
        };

        // This process is tuned for connections that only come and go (see SocketTuning), and what it starts would inherit that.
        return ProductProcess.Start(
            "/usr/bin/env",
            "-u", "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "-u", "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT",
            Built.PublishedCloud, "--config", Write("cloud.json", json));
    }

    /// <summary>The native gateway of this number, from 0, with fresh stores.</summary>
    public ProductProcess StartGateway(int number)
    {
        GatewayPlan box = Plan.Gateways[number];
        string devices = _folder.PathTo($"devices-{box.Id}.json");
        DevicesFile.Save(Plan, number, devices);
        string secret = _folder.PathTo($"{box.Id}.secret");
        File.WriteAllText(secret, _secrets[number]);
        var json = new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Id"] = box.Id, ["DataDirectory"] = Directory.CreateDirectory(_folder.PathTo($"data-{box.Id}")).FullName },
            ["Lan"] = new JsonObject
            {
                ["DevicesFile"] = devices,
                ["Mqtt"] = new JsonObject { ["Endpoint"] = box.Mqtt },
                ["Http"] = new JsonObject { ["Endpoint"] = box.Http },
            },
            ["Uplink"] = new JsonObject { ["Mqtt"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{_uplinkPort}", ["SecretFile"] = secret } },
            ["HealthCode"] = new JsonObject { ["BaseAddress"] = "http://127.0.0.1:9" },
            ["Screening"] = new JsonObject { ["PolicyFile"] = Built.Policy },
            ["Privacy"] = new JsonObject { ["PersonKeyFile"] = _folder.PathTo("person.key") },
            ["Health"] = new JsonObject { ["Endpoint"] = $"127.0.0.1:{HealthPorts[number]}" },
            ["Announcements"] = new JsonObject { ["Keys"] = new JsonObject { [KeyName] = _folder.PathTo("cloud.pub") } },
            ["Speakers"] = new JsonObject { ["Audio"] = new JsonObject { ["BaseAddress"] = $"http://127.0.0.1:{ApiPort}" } },
        };
        return ProductProcess.Start(Built.PublishedGateway, "--config", Write($"{box.Id}.json", json));
    }

    /// <summary>A mosquitto that keeps nothing and drops nothing.</summary>
    public async Task<ProductProcess> StartMosquittoAsync()
    {
        string file = _folder.PathTo("mosquitto.conf");
        await File.WriteAllTextAsync(
            file, $"listener {PeerPort} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\nlog_type error\nmax_queued_messages 0\nmax_inflight_messages 0\n");
        ProductProcess broker = ProductProcess.Start("/usr/sbin/mosquitto", "-c", file);
        await Ports.WaitUntilOpenAsync(PeerPort, broker, TimeSpan.FromSeconds(30));
        return broker;
    }

    /// <summary>The bare broker's address.</summary>
    public IPEndPoint Peer => new(IPAddress.Loopback, PeerPort);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static int New(HashSet<int> taken)
    {
        int port = Ports.Lasting();
        return taken.Add(port) ? port : New(taken);
    }

    private string Write(string name, JsonObject json)
    {
        string file = _folder.PathTo(name);
        File.WriteAllText(file, json.ToJsonString());
        return file;
    }
}
