using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests;

/// <summary>A box whose record lane fills up, because it has no uplink, from its forecast to the officer's list.</summary>
public sealed class ForecastTests : IDisposable
{
    private const string Device = "sentinel-0001";
    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = [Ports.Free(), Ports.Free(), Ports.Free(), Ports.Free()];

    public void Dispose() => _folder.Dispose();

    /// <summary>Takes a minute and a half: before it has watched for a minute, a box says nothing of its future.</summary>
    [Fact]
    [Trait("Category", "long")]
    public async Task Lane_FillsSteadily_OneAlertBeforeItIsFullInTheCloudsList()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1", "LONGGANG_LONG is not 1");
        await using ProductProcess gateway = ProductProcess.Start(Built.Gateway, "--config", WriteGateway());
        await gateway.WaitUntilReadyAsync(At(0, "/health/ready"), TimeSpan.FromSeconds(60));
        using var http = new HttpClient();
        JsonElement lanes = await FillUntilAlertedAsync(http);
        Assert.True(lanes[1].GetProperty("fullInSeconds").GetInt64() > 0, $"{lanes}");

        await using ProductProcess cloud = ProductProcess.Start(Built.Cloud, "--config", WriteCloud());
        await cloud.WaitUntilReadyAsync(At(3, "/health/ready"), TimeSpan.FromSeconds(60));
        JsonElement alerts = await WaitForAlertsAsync(http);
        JsonElement alert = Assert.Single(alerts.EnumerateArray(), one => one.GetProperty("category").GetString() == "buffer");
        Assert.Equal("gw-001", alert.GetProperty("gateway").GetString());
        Assert.Equal("yellow", alert.GetProperty("severity").GetString());
        Assert.StartsWith("lane=record full-in-s=", alert.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, alert.GetProperty("count").GetInt64());
    }

    private async Task<JsonElement> FillUntilAlertedAsync(HttpClient http)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        for (int sequence = 1; ; sequence++)
        {
            using var scan = new HttpRequestMessage(HttpMethod.Post, At(1, $"/v1/devices/{Device}/scans"))
            {
                Content = JsonContent.Create(new { v = 1, epoch = 1, seq = sequence, direction = "in", credential = new { type = "qr", value = $"code-{sequence}" } }),
            };
            scan.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Device}:secret")));
            using HttpResponseMessage kept = await http.SendAsync(scan, patience.Token);
            kept.EnsureSuccessStatusCode();
            if (sequence % 50 == 0)
            {
                JsonElement lanes = (await http.GetFromJsonAsync<JsonElement>(At(0, "/health/ready"), patience.Token)).GetProperty("lanes");
                if (lanes[0].GetProperty("accepted").GetInt64() > 0)
                {
                    return lanes;
                }
            }
        }
    }

    private async Task<JsonElement> WaitForAlertsAsync(HttpClient http)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            JsonElement items = (await http.GetFromJsonAsync<JsonElement>(At(3, "/v1/alerts"), patience.Token)).GetProperty("items");
            if (items.GetArrayLength() > 0)
            {
                return items;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    private string WriteGateway()
    {
        Write("devices.json", new { devices = new[] { new { id = Device, kind = "sentinel", area = "440307003002", secretSha256 = Hash("secret") } } });
        File.WriteAllText(_folder.PathTo("gw.secret"), "gw-secret");
        File.WriteAllText(_folder.PathTo("person.key"), Convert.ToBase64String(new byte[32]));
        return Write("gateway.json", new
        {
            Gateway = new { Id = "gw-001", DataDirectory = "data", StopTimeout = "00:00:00.5" },
            Outbox = new { WarnBefore = "30.00:00:00" },
            Lan = new { DevicesFile = "devices.json", Http = new { Endpoint = Endpoint(1) } },
            Uplink = new { Mqtt = new { Endpoint = Endpoint(2), SecretFile = "gw.secret" } },
            HealthCode = new { BaseAddress = "http://127.0.0.1:9" },
            Privacy = new { PersonKeyFile = "person.key" },
            Health = new { Endpoint = Endpoint(0) },
        });
    }

    private string WriteCloud()
    {
        Write("gateways.json", new { gateways = new[] { new { id = "gw-001", secretSha256 = Hash("gw-secret") } } });
        return Write("cloud.json", new
        {
            Storage = new { Sqlite = new { Path = "district.db" } },
            Broker = new { Endpoint = Endpoint(2), GatewaysFile = "gateways.json" },
            Api = new { Endpoint = Endpoint(3) },
        });
    }

    private string Write(string name, object content)
    {
        File.WriteAllText(_folder.PathTo(name), JsonSerializer.Serialize(content));
        return _folder.PathTo(name);
    }

    private string Endpoint(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports[port]}");

    private Uri At(int port, string path) => new($"http://{Endpoint(port)}{path}");

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
