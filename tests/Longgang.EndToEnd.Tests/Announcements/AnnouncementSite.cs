using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Announcements;

/// <summary>A cloud, a box and simulated loudspeakers, all as real processes on loopback. What a speaker has heard it writes down by itself.</summary>
internal sealed class AnnouncementSite : IAsyncDisposable
{
    private const string Gateway = "gw-announce";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly int _api = Ports.Lasting();
    private readonly int _broker = Ports.Lasting();
    private readonly int _health = Ports.Lasting();
    private readonly int _mqtt = Ports.Lasting();
    private readonly int _lanHttp = Ports.Lasting();
    private readonly int _speakers;
    private ProductProcess? _cloud;
    private ProductProcess? _box;
    private ProductProcess? _fleet;

    internal AnnouncementSite(int speakers)
    {
        _speakers = speakers;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_folder.PathTo("cloud.key"), key.ExportECPrivateKeyPem());
        File.WriteAllText(_folder.PathTo("cloud.pub"), key.ExportSubjectPublicKeyInfoPem());
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(_folder.PathTo("gw.secret"), secret + "\n");
        File.WriteAllText(_folder.PathTo("person.key"), Convert.ToBase64String(new byte[32]));
        Write("gateways.json", new JsonObject
        {
            ["gateways"] = new JsonArray(new JsonObject { ["id"] = Gateway, ["secretSha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))) }),
        });
    }

    /// <summary>What the processes have said, for a failure's message.</summary>
    internal string Said => $"The box:\n{_box?.Output}\nThe cloud:\n{_cloud?.Output}\nThe speakers:\n{_fleet?.Output}";

    internal async Task StartAsync()
    {
        ProductProcess plan = ProductProcess.Start(
            Built.Simulator, "plan", "--out", _folder.PathTo("plan.json"), "--devices", "1", "--mqtt", At(_mqtt), "--http", At(_lanHttp), "--devices-folder", _folder.PathTo(""),
            "--speakers", _speakers.ToString(CultureInfo.InvariantCulture), "--rtp-share", "0");
        Assert.True(await plan.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, plan.Output);
        await plan.DisposeAsync();
        await StartCloudAsync();
        await StartBoxAsync();
        _fleet = ProductProcess.Start(Built.Simulator, "speakers", "--plan", _folder.PathTo("plan.json"), "--truth", _folder.PathTo("truth.jsonl"));
        await UntilAsync(
            async () => (await GetAsync("/v1/speakers?limit=1000")).GetProperty("items").EnumerateArray().Count(speaker => speaker.GetProperty("reach").GetString() == "online") == _speakers,
            ReadyLimit,
            "all speakers to be online in the cloud");
    }

    internal async Task StartCloudAsync()
    {
        Write("cloud.json", new JsonObject
        {
            ["Storage"] = new JsonObject { ["Sqlite"] = new JsonObject { ["Path"] = "district.db" } },
            ["Broker"] = new JsonObject { ["Endpoint"] = At(_broker), ["GatewaysFile"] = "gateways.json" },
            ["Api"] = new JsonObject { ["Endpoint"] = At(_api) },
            ["Announcements"] = new JsonObject { ["SigningKeyFile"] = "cloud.key", ["SigningKeyName"] = "cloud" },
        });
        _cloud = ProductProcess.Start(Built.Cloud, "--config", _folder.PathTo("cloud.json"));
        await _cloud.WaitUntilReadyAsync(Uri("/health/ready"), ReadyLimit);
    }

    internal async Task StartBoxAsync()
    {
        Write("gateway.json", new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Id"] = Gateway, ["DataDirectory"] = "data" },
            ["Lan"] = new JsonObject
            {
                ["DevicesFile"] = "devices-1.json",
                ["Mqtt"] = new JsonObject { ["Endpoint"] = At(_mqtt) },
                ["Http"] = new JsonObject { ["Endpoint"] = At(_lanHttp) },
            },
            ["Uplink"] = new JsonObject
            {
                ["Mqtt"] = new JsonObject
                {
                    ["Endpoint"] = At(_broker),
                    ["SecretFile"] = "gw.secret",
                    ["KeepAlive"] = "00:00:02",
                    ["ConnectTimeout"] = "00:00:02",
                    ["PublishTimeout"] = "00:00:02",
                    ["ReconnectFirst"] = "00:00:00.1",
                    ["ReconnectMax"] = "00:00:01",
                },
            },
            ["HealthCode"] = new JsonObject { ["BaseAddress"] = "http://127.0.0.1:9" },
            ["Privacy"] = new JsonObject { ["PersonKeyFile"] = "person.key" },
            ["Health"] = new JsonObject { ["Endpoint"] = At(_health) },
            ["Announcements"] = new JsonObject { ["Keys"] = new JsonObject { ["cloud"] = "cloud.pub" }, ["NoAnswerMargin"] = "00:00:03" },
        });
        _box = ProductProcess.Start(Built.Gateway, "--config", _folder.PathTo("gateway.json"));
        await _box.WaitUntilReadyAsync(new Uri($"http://{At(_health)}/health/ready"), ReadyLimit);
    }

    internal async Task KillBoxAsync()
    {
        Assert.False(_box!.HasExited, _box.Output);
        await _box.KillAsync();
        await _box.DisposeAsync();
    }

    internal async Task KillCloudAsync()
    {
        Assert.False(_cloud!.HasExited, _cloud.Output);
        await _cloud.KillAsync();
        await _cloud.DisposeAsync();
    }

    /// <summary>Writes, submits and approves an announcement to the whole district; it has left when this returns.</summary>
    internal async Task<string> AnnounceAsync(string text, DateTimeOffset expires)
    {
        JsonElement draft = await PostAsync("/v1/announcements", new JsonObject
        {
            ["by"] = "author",
            ["document"] = new JsonObject
            {
                ["title"] = "A test",
                ["contents"] = new JsonArray(new JsonObject { ["language"] = "zh-CN", ["text"] = text }),
                ["audience"] = new JsonObject { ["include"] = new JsonArray(new JsonObject { ["area"] = "440307" }) },
                ["level"] = "yellow",
                ["priority"] = 5,
                ["notBefore"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                ["expires"] = expires.ToString("O", CultureInfo.InvariantCulture),
            },
        });
        string id = draft.GetProperty("id").GetString()!;
        await ActAsync(id, "submit", "author");
        await ActAsync(id, "approve", "approver");
        return id;
    }

    internal async Task ActAsync(string id, string act, string by)
    {
        long version = (await GetAsync($"/v1/announcements/{id}")).GetProperty("announcement").GetProperty("version").GetInt64();
        await PostAsync($"/v1/announcements/{id}/{act}", new JsonObject { ["by"] = by, ["version"] = version });
    }

    /// <summary>State and reason of each speaker's part, when all are final.</summary>
    internal async Task<Dictionary<string, (string State, string? Reason)>> SettledAsync(string id, TimeSpan limit)
    {
        await UntilAsync(async () => (await GetAsync($"/v1/announcements/{id}/coverage")).GetProperty("final").GetBoolean(), limit, $"every speaker of {id} to end");
        JsonElement page = await GetAsync($"/v1/announcements/{id}/speakers?limit=1000");
        return page.GetProperty("items").EnumerateArray().ToDictionary(
            part => part.GetProperty("speaker").GetString()!,
            part => (part.GetProperty("state").GetString()!, part.GetProperty("reason").GetString()));
    }

    internal async Task<JsonElement> CoverageAsync(string id) => (await GetAsync($"/v1/announcements/{id}/coverage")).GetProperty("total").GetProperty("states");

    /// <summary>
    /// What the speakers have heard of what they were told since a moment, by their own record: beginnings in milliseconds since 1970, and whether it was heard to the end.
    /// </summary>
    internal async Task<ILookup<string, (long BeganUnixMs, bool Whole)>> HeardAsync(DateTimeOffset since)
    {
        var told = new Dictionary<(string Speaker, string Play), long>();
        var began = new List<((string Speaker, string Play) Key, long At)>();
        var whole = new HashSet<(string Speaker, string Play)>();
        using var file = new FileStream(_folder.PathTo("truth.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line.EndsWith('}'))
        {
            using JsonDocument item = JsonDocument.Parse(line);
            JsonElement root = item.RootElement;
            if (!root.TryGetProperty("play", out JsonElement play))
            {
                continue;
            }

            (string, string) key = (root.GetProperty("speaker").GetString()!, play.GetString()!);
            long at = root.GetProperty("unixMs").GetInt64();
            switch (root.GetProperty("what").GetString())
            {
                case "told":
                    told.TryAdd(key, at);
                    break;
                case "began":
                    began.Add((key, at));
                    break;
                case "ended" when root.GetProperty("how").GetString() == "whole":
                    whole.Add(key);
                    break;
                default:
                    break;
            }
        }

        return began.Where(one => told.TryGetValue(one.Key, out long at) && at >= since.ToUnixTimeMilliseconds())
            .ToLookup(one => one.Key.Speaker, one => (one.At, whole.Contains(one.Key)));
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAsync(_fleet);
        await DisposeAsync(_box);
        await DisposeAsync(_cloud);

        _http.Dispose();
        _folder.Dispose();
    }

    internal async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string awaited)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // The cloud is down just now.
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < limit, $"waited {limit} for {awaited}\n{Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static ValueTask DisposeAsync(ProductProcess? process) => process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private Uri Uri(string path) => new($"http://{At(_api)}{path}");

    private void Write(string name, JsonObject content) => File.WriteAllText(_folder.PathTo(name), content.ToJsonString());

    private async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>(Uri(path), TestContext.Current.CancellationToken);

    private async Task<JsonElement> PostAsync(string path, JsonObject body)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(Uri(path), body, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
