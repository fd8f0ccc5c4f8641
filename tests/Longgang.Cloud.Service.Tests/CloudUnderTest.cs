using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Longgang.Cloud.Service.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Longgang.Cloud.Service.Tests;

/// <summary>The real service on ports of its own, in a directory of its own.</summary>
internal sealed class CloudUnderTest : IAsyncDisposable
{
    private readonly Action<IServiceCollection>? _configure;
    private WebApplication _app;

    private CloudUnderTest(string directory, WebApplication app, Action<IServiceCollection>? configure)
    {
        Directory = directory;
        _app = app;
        _configure = configure;
    }

    public string Directory { get; }

    public string Database => Path.Combine(Directory, "district.db");

    public HttpClient Http { get; private set; } = new();

    public int BrokerPort { get; private set; }

    public IServiceProvider Services => _app.Services;

    public static string Secret(string gateway) => "secret-of-" + gateway;

    public static Task<CloudUnderTest> StartAsync(string? token = null, Action<IServiceCollection>? configure = null, params string[] gateways) =>
        StartOnAsync("""{ "Sqlite": { "Path": "district.db" } }""", token, configure, gateways);

    /// <summary>Starts the service on the store that <paramref name="storage"/> names, as the section <c>Storage</c>.</summary>
    public static Task<CloudUnderTest> StartOnAsync(string storage, string? token = null, Action<IServiceCollection>? configure = null, params string[] gateways) =>
        StartAsync(System.IO.Directory.CreateTempSubdirectory("lg-service-").FullName, storage, string.Empty, token, configure, gateways);

    /// <summary>On SQLite in a directory of the caller's choice, with more settings of the section Broker (each with its comma).</summary>
    public static Task<CloudUnderTest> StartAsync(
        string directory, string broker, string? token = null, Action<IServiceCollection>? configure = null, params string[] gateways) =>
        StartAsync(directory, """{ "Sqlite": { "Path": "district.db" } }""", broker, token, configure, gateways);

    /// <summary>As above, with both.</summary>
    public static async Task<CloudUnderTest> StartAsync(
        string directory, string storage, string broker, string? token, Action<IServiceCollection>? configure, string[] gateways)
    {
        WriteGateways(directory, gateways.Length == 0 ? ["gw-001", "gw-002"] : gateways);
        if (token is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "api.token"), token);
        }

        await File.WriteAllTextAsync(Path.Combine(directory, "cloud.json"), $$"""
            { "Storage": {{storage}},
              "Broker":  { {{broker}} "Endpoint": "127.0.0.1:0", "GatewaysFile": "gateways.json", "ReloadInterval": "00:00:00.100", "MaxPacketBytes": 65536 },
              "Api":     { "Endpoint": "127.0.0.1:0", "TokenFile": {{(token is null ? "null" : "\"api.token\"")}} },
              "Retention": { "Scans": "3653.00:00:00" },
              "Logging": { "LogLevel": { "Default": "Warning" } } }
            """);
        var cloud = new CloudUnderTest(directory, Build(directory, configure), configure);
        await cloud.StartAppAsync();
        return cloud;
    }

    public static void WriteGateways(string directory, IEnumerable<string> gateways)
    {
        var list = gateways.Select(id => new { id, secretSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret(id)))) });
        string path = Path.Combine(directory, "gateways.json");
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(new { gateways = list }));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Stops in order and starts again on the same data; the ports may change.</summary>
    public async Task RestartAsync()
    {
        await StopAppAsync();
        _app = Build(Directory, _configure);
        await StartAppAsync();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAppAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static WebApplication Build(string directory, Action<IServiceCollection>? configure) =>
        CloudService.Build(["--config", Path.Combine(directory, "cloud.json")], configure);

    private async Task StartAppAsync()
    {
        await _app.StartAsync();
        BoundEndpoints bound = _app.Services.GetRequiredService<BoundEndpoints>();
        BrokerPort = _app.Configuration["Broker:Kind"] == "external" ? 0 : bound.Broker.Port;
        Http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{bound.Api.Port}")) };
    }

    private async Task StopAppAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        _app.Services.GetService<Storage.Sqlite.Reading.SqliteReaders>()?.Close();
        await _app.DisposeAsync();
    }
}
