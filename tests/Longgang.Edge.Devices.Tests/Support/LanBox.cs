using System.Net;
using System.Security.Cryptography;
using System.Text;
using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Devices.Hosting;
using Longgang.Edge.Devices.Lan.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>A box with everything but the outbox: real Kestrel, real sockets, lanes in memory.</summary>
internal sealed class LanBox : IAsyncDisposable
{
    public const string Sentinel = "sentinel-0001";
    public const string Sensor = "sensor-0001";
    public const string Speaker = "speaker-0001";
    public const string Secret = "c2VjcmV0LW9mLWEtdGVzdC1kZXZpY2U";

    private readonly WebApplication _app;
    private readonly string _directory;
    private bool _mayLogErrors;

    private LanBox(WebApplication app, string directory, FakeLane records, FakeLane alerts, FakeHealthCode health, LogGuard log)
    {
        _app = app;
        _directory = directory;
        Records = records;
        Alerts = alerts;
        Health = health;
        Log = log;
    }

    public FakeLane Records { get; }

    public FakeLane Alerts { get; }

    public FakeHealthCode Health { get; }

    public LogGuard Log { get; }

    public int MqttPort { get; private set; }

    public int HttpPort { get; private set; }

    public string DataDirectory => _directory;

    public string DevicesFile => Path.Combine(_directory, "devices.json");

    public IServiceProvider Services => _app.Services;

    public MqttListener Listener => Services.GetRequiredService<MqttListener>();

    public static async Task<LanBox> StartAsync(Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        string directory = Directory.CreateTempSubdirectory("lan-box-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "devices.json"), Devices());
        var values = new Dictionary<string, string?>
        {
            ["Gateway:DataDirectory"] = directory,
            ["Lan:DevicesFile"] = Path.Combine(directory, "devices.json"),
            ["Lan:Mqtt:Endpoint"] = "127.0.0.1:0",
            ["Lan:Http:Endpoint"] = "127.0.0.1:0",
            ["Screening:PolicyFile"] = Path.Combine(AppContext.BaseDirectory, "policies", "default.json"),
            ["HealthCode:BaseAddress"] = "http://127.0.0.1:9",
        };
        foreach ((string key, string value) in settings)
        {
            values[key] = value;
        }

        var log = new LogGuard();
        PersonKey people = PersonKey.Parse(Convert.ToBase64String(new byte[32]));
        var records = new FakeLane(Lane.Record);
        var alerts = new FakeLane(Lane.Alert);
        var health = new FakeHealthCode(people);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(values);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(people);
        builder.Services.AddSingleton(new ScanPipelineLanes(records, alerts));
        builder.Services.AddSingleton<IHealthCodeService>(health);
        configure?.Invoke(builder.Services);
        builder.Services.AddScanPipeline(builder.Configuration);
        builder.Services.AddLanDevices(builder.Configuration);
        builder.Services.AddLanMqtt(builder.Configuration);
        builder.Services.AddLanHttp(builder.Configuration);
        builder.Services.AddSpeakers(builder.Configuration);
        WebApplication app = builder.Build();
        app.MapLanHttp();
        var box = new LanBox(app, directory, records, alerts, health, log);
        await app.StartAsync();
        List<int> ports = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port)];
        box.MqttPort = ports[0];
        box.HttpPort = ports[1];
        return box;
    }

    public static string Devices(params string[] without)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));
        IEnumerable<string> entries = new[] { (Sentinel, "sentinel"), ("sentinel-0002", "sentinel"), (Sensor, "sensor"), (Speaker, "speaker") }
            .Where(device => !without.Contains(device.Item1))
            .Select(device => $$"""{"id":"{{device.Item1}}","kind":"{{device.Item2}}","area":"440307003002","secretSha256":"{{hash}}"}""");
        return $$"""{"devices":[{{string.Join(',', entries)}}]}""";
    }

    /// <summary>This test provokes an error on purpose.</summary>
    public void MayLogErrors() => _mayLogErrors = true;

    /// <summary>Waits for a log line.</summary>
    public async Task UntilLoggedAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!Log.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            await Log.Logged.WaitAsync(patience.Token);
        }
    }

    public Task StopAsync() => _app.StopAsync();

    public HttpClient Http(string device = Sentinel, string secret = Secret)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://{IPAddress.Loopback}:{HttpPort}") };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{device}:{secret}")));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        if (!_mayLogErrors)
        {
            Assert.Empty(Log.Errors);
        }
    }
}
