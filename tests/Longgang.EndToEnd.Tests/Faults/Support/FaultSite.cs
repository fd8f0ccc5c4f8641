using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>
/// A box, a cloud of one or several replicas and device clients that know the truth, all as real processes on loopback, made to be hurt. Each
/// process can be killed and started again by itself; where the data lies, what stands on the way to the cloud and what a process is started
/// under is the test's choice.
/// </summary>
internal sealed class FaultSite : IAsyncDisposable
{
    internal const string Gateway = "gw-fault";
    private const string DeviceSecret = "device-secret";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<TruthfulDevice> _devices = [];
    private readonly int[] _api;
    private readonly ProductProcess?[] _clouds;
    private readonly int _health = Ports.Lasting();
    private readonly int _lan = Ports.Lasting();

    internal FaultSite(int sentinels = 2, int sensors = 2, int replicas = 1)
    {
        _api = [.. Enumerable.Range(0, replicas).Select(static _ => Ports.Lasting())];
        _clouds = new ProductProcess?[replicas];
        CloudStorage = new JsonObject { ["Sqlite"] = new JsonObject { ["Path"] = "district.db" } };
        CloudBroker = _ => new JsonObject { ["Endpoint"] = At(Broker) };
        Data = _folder.PathTo("data");
        Broker = Ports.Lasting();
        UplinkPort = Broker;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DeviceSecret)));
        var registry = new JsonArray();
        for (int number = 0; number < sentinels + sensors; number++)
        {
            bool sentinel = number < sentinels;
            string id = string.Create(CultureInfo.InvariantCulture, $"{(sentinel ? "sentinel" : "sensor")}-{number:0000}");
            registry.Add(new JsonObject { ["id"] = id, ["kind"] = sentinel ? "sentinel" : "sensor", ["area"] = "440307003002", ["secretSha256"] = hash });
            _devices.Add(new TruthfulDevice(id, DeviceSecret, sentinel, _lan));
        }

        Write("devices.json", new JsonObject { ["devices"] = registry });
        Write("gateways.json", new JsonObject
        {
            ["gateways"] = new JsonArray(new JsonObject
            {
                ["id"] = Gateway,
                ["secretSha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ShippedMosquitto.SecretOf(Gateway)))),
            }),
        });
        File.WriteAllText(_folder.PathTo("gw.secret"), ShippedMosquitto.SecretOf(Gateway) + "\n");
        File.WriteAllText(_folder.PathTo("person.key"), Convert.ToBase64String(new byte[32]));
    }

    internal IReadOnlyList<TruthfulDevice> Devices => _devices;

    /// <summary>The box's data folder.</summary>
    internal string Data { get; set; }

    /// <summary>The cloud's database.</summary>
    internal string Database => _folder.PathTo("district.db");

    /// <summary>The cloud's section <c>Storage</c>: SQLite unless told.</summary>
    internal JsonObject CloudStorage { get; init; }

    /// <summary>The section <c>Broker</c> of a replica, without the list of boxes: embedded unless told.</summary>
    internal Func<int, JsonObject> CloudBroker { get; init; }

    /// <summary>Where the cloud's embedded broker listens.</summary>
    internal int Broker { get; }

    /// <summary>Where the box looks for it: the broker itself, or a proxy before it.</summary>
    internal int UplinkPort { get; set; }

    /// <summary>How soon the uplink notices that the other side is gone.</summary>
    internal TimeSpan UplinkPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Words before the gateway's own command line, as of <c>env</c>.</summary>
    internal IReadOnlyList<string> GatewayPrefix { get; set; } = [];

    internal ProductProcess? Box { get; private set; }

    internal ProductProcess? Cloud => _clouds[0];

    internal async Task StartBoxAsync(bool awaitReady = true)
    {
        string patience = UplinkPatience.ToString("c", CultureInfo.InvariantCulture);
        Write("gateway.json", new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Id"] = Gateway, ["DataDirectory"] = Data, ["StopTimeout"] = "00:00:10" },
            ["Lan"] = new JsonObject { ["DevicesFile"] = "devices.json", ["Http"] = new JsonObject { ["Endpoint"] = At(_lan), ["RetryAfterFull"] = "00:00:01" } },
            ["Uplink"] = new JsonObject
            {
                ["Mqtt"] = new JsonObject
                {
                    ["Endpoint"] = At(UplinkPort),
                    ["SecretFile"] = "gw.secret",
                    ["KeepAlive"] = patience,
                    ["ConnectTimeout"] = patience,
                    ["PublishTimeout"] = patience,
                    ["ReconnectFirst"] = "00:00:00.1",
                    ["ReconnectMax"] = "00:00:01",
                },
            },
            ["HealthCode"] = new JsonObject { ["BaseAddress"] = "http://127.0.0.1:9", ["BreakFor"] = "00:05:00" },
            ["Privacy"] = new JsonObject { ["PersonKeyFile"] = "person.key" },
            ["Health"] = new JsonObject { ["Endpoint"] = At(_health) },
        });
        string[] command = [.. GatewayPrefix, Built.Gateway, "--config", _folder.PathTo("gateway.json")];
        Box = ProductProcess.Start(command[0], command[1..]);
        if (awaitReady)
        {
            await Box.WaitUntilReadyAsync(BoxUri("/health/ready"), ReadyLimit);
        }
    }

    internal async Task StartCloudAsync(bool awaitReady = true, int replica = 0)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"cloud-{replica}.json");
        JsonObject broker = CloudBroker(replica);
        broker["GatewaysFile"] = "gateways.json";
        Write(file, new JsonObject
        {
            ["Storage"] = CloudStorage.DeepClone(),
            [nameof(Broker)] = broker,
            ["Api"] = new JsonObject { ["Endpoint"] = At(_api[replica]) },
        });
        _clouds[replica] = ProductProcess.Start(Built.Cloud, "--config", _folder.PathTo(file));
        if (awaitReady)
        {
            await AwaitCloudAsync(replica);
        }
    }

    internal Task AwaitBoxAsync() => Box!.WaitUntilReadyAsync(BoxUri("/health/ready"), ReadyLimit);

    internal Task AwaitCloudAsync(int replica = 0) => _clouds[replica]!.WaitUntilReadyAsync(CloudUri("/health/ready", replica), ReadyLimit);

    /// <summary>kill -9; it must be alive, for nothing but a kill ends it.</summary>
    internal async Task KillBoxAsync()
    {
        Assert.False(Box!.HasExited, $"The box has ended by itself.\n{Box.Output}");
        await Box.KillAsync();
        await Box.DisposeAsync();
        Box = null;
    }

    /// <inheritdoc cref="KillBoxAsync"/>
    internal async Task KillCloudAsync(int replica = 0)
    {
        ProductProcess cloud = _clouds[replica]!;
        Assert.False(cloud.HasExited, $"The cloud has ended by itself.\n{cloud.Output}");
        await cloud.KillAsync();
        await cloud.DisposeAsync();
        _clouds[replica] = null;
    }

    /// <summary>An orderly end.</summary>
    internal async Task StopCloudAsync()
    {
        ProductProcess cloud = Cloud!;
        Assert.True(await cloud.StopAsync(TimeSpan.FromSeconds(30)) == 0, cloud.Output);
        await cloud.DisposeAsync();
        _clouds[0] = null;
    }

    /// <summary>Forgets what the cloud has stored; it must not be running.</summary>
    internal void ForgetCloud()
    {
        foreach (string file in new[] { Database, Database + "-wal", Database + "-shm" })
        {
            File.Delete(file);
        }
    }

    /// <summary>Waits until the box holds nothing that the cloud has not stored.</summary>
    internal Task DrainAsync(TimeSpan limit) => UntilAsync(
        async () =>
        {
            JsonElement[] lanes = [await BoxLaneAsync(0), await BoxLaneAsync(1)];
            return lanes.All(lane => lane.GetProperty("pending").GetInt64() == 0 && !lane.GetProperty("faulted").GetBoolean());
        },
        limit,
        async () => $"the box to deliver everything: {await BoxLaneAsync(0)} {await BoxLaneAsync(1)}\nThe box:\n{Box?.Output}\nThe cloud:\n{string.Join("\nAnother replica:\n", _clouds.Select(static cloud => cloud?.Output))}");

    /// <summary>Every device has a hundred events taken, and the cloud has them.</summary>
    internal async Task FeedAsync()
    {
        foreach (TruthfulDevice device in Devices)
        {
            for (int push = 0; push < 5; push++)
            {
                Assert.True(await device.PushAsync(20));
            }
        }

        await DrainAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>How many acknowledged events the cloud does not serve. What it serves was acknowledged, and is served once.</summary>
    internal async Task<int> CountMissingAsync()
    {
        Dictionary<(string Device, long Sequence), int> stored = await ExportAsync();
        Assert.All(stored, one => Assert.True(
            one.Value == 1 && Devices.Any(device => device.Id == one.Key.Device && device.Acknowledged.Contains(one.Key.Sequence)), $"{one.Key} is served {one.Value} times"));
        return Devices.Sum(device => device.Acknowledged.Count(sequence => !stored.ContainsKey((device.Id, sequence))));
    }

    internal async Task StopBoxAsync()
    {
        Assert.True(await Box!.StopAsync(TimeSpan.FromSeconds(30)) == 0, Box.Output);
        await Box.DisposeAsync();
        Box = null;
    }

    /// <summary>The box's own view of a lane: 0 alert, 1 record.</summary>
    internal async Task<JsonElement> BoxLaneAsync(int lane) => (await GetAsync(BoxUri("/health/ready"))).GetProperty("lanes")[lane];

    internal Task<JsonElement> LedgerAsync() => GetAsync(CloudUri("/v1/ledger"));

    /// <summary>One line of the ledger.</summary>
    internal async Task<JsonElement> LedgerLineAsync(string lane, string outbox) => (await LedgerAsync()).GetProperty("items").EnumerateArray()
        .Single(line => line.GetProperty("lane").GetString() == lane && line.GetProperty("outbox").GetString() == outbox);

    internal async Task<JsonElement> GetCloudAsync(string path) => await GetAsync(CloudUri(path));

    /// <summary>
    /// Waits until the box holds nothing that the cloud has not stored, and then counts: what devices were told is kept is stored, once; the ledger adds up.
    /// </summary>
    /// <param name="limit">How long each of the two may take.</param>
    /// <param name="excused">Events that the ledger names, so that they need not be there.</param>
    /// <param name="balanced">Whether the ledger has to balance.</param>
    internal async Task CountAsync(TimeSpan limit, Func<string, long, bool>? excused = null, bool balanced = true)
    {
        await DrainAsync(limit);
        await UntilAsync(
            async () => !balanced || (await LedgerAsync()).GetProperty("sums") is var sums && sums.GetProperty("balanced").GetBoolean() && sums.GetProperty("pending").GetInt64() == 0,
            limit,
            async () => $"the ledger to balance: {await LedgerAsync()}");
        Dictionary<(string Device, long Sequence), int> stored = await ExportAsync();
        int acknowledged = 0;
        foreach (TruthfulDevice device in _devices)
        {
            foreach (long sequence in device.Acknowledged)
            {
                acknowledged++;
                int times = stored.GetValueOrDefault((device.Id, sequence));
                Assert.True(times == 1 || (times == 0 && excused?.Invoke(device.Id, sequence) == true), $"{device.Id} {sequence} was acknowledged and is stored {times} times");
            }
        }

        foreach (((string id, long sequence), int times) in stored)
        {
            Assert.True(times == 1, $"{id} {sequence} is stored {times} times");
            Assert.True(sequence <= _devices.Single(device => device.Id == id).Highest, $"{id} {sequence} was never sent");
        }

        Say($"{acknowledged} acknowledged, {stored.Count} stored");
        Assert.True(acknowledged > 0, "nothing was acknowledged: the test tests nothing");
    }

    internal async Task<Dictionary<(string Device, long Sequence), int>> ExportAsync()
    {
        var stored = new Dictionary<(string, long), int>();
        await using Stream stream = await _http.GetStreamAsync(CloudUri("/v1/scans/export"));
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            using JsonDocument item = JsonDocument.Parse(line);
            (string, long) key = (item.RootElement.GetProperty("device").GetString()!, item.RootElement.GetProperty("seq").GetInt64());
            stored[key] = stored.GetValueOrDefault(key) + 1;
        }

        return stored;
    }

    internal static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    internal static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, Func<Task<string>> awaited)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // On its way up.
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                Assert.Fail($"After {limit} still waiting for {await awaited()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TruthfulDevice device in _devices)
        {
            await device.DisposeAsync();
        }

        if (Box is not null)
        {
            await Box.DisposeAsync();
        }

        foreach (ProductProcess? cloud in _clouds)
        {
            if (cloud is not null)
            {
                await cloud.DisposeAsync();
            }
        }

        _http.Dispose();
        _folder.Dispose();
    }

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private Uri BoxUri(string path) => new($"http://{At(_health)}{path}");

    private Uri CloudUri(string path, int replica = 0) => new($"http://{At(_api[replica])}{path}");

    private async Task<JsonElement> GetAsync(Uri uri) => await _http.GetFromJsonAsync<JsonElement>(uri);

    private void Write(string name, JsonObject content) => File.WriteAllText(_folder.PathTo(name), content.ToJsonString());
}
