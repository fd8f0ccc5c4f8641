using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Announcements;
using Microsoft.Extensions.DependencyInjection;

namespace Longgang.Cloud.Service.Tests.Announcements;

/// <summary>The real service with a key to sign with, and a clock that the test puts forward.</summary>
internal sealed class AnnouncingCloud : IAsyncDisposable
{
    public const string KeyName = "cloud-test";
    public const string Area = "440307003002";

    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n") + ".key");

    private readonly bool _ownTransport;

    private AnnouncingCloud(bool ownTransport, ECDsa key) => (_ownTransport, Key) = (ownTransport, key);

    public ECDsa Key { get; }

    public CloudUnderTest Cloud { get; private set; } = null!;

    public ShiftedTime Time { get; } = new();

    public RecordingTransport Transport { get; } = new();

    public static async Task<AnnouncingCloud> StartAsync(string? storage = null, ECDsa? key = null, bool ownTransport = false)
    {
        var announcing = new AnnouncingCloud(ownTransport, key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await File.WriteAllTextAsync(announcing._keyFile, announcing.Key.ExportPkcs8PrivateKeyPem());
        announcing.Cloud = await CloudUnderTest.StartOnAsync(storage ?? """{ "Sqlite": { "Path": "district.db" } }""", configure: announcing.Configure);
        return announcing;
    }

    /// <summary>A box whose speakers 1…count stand in <see cref="Area"/>, and one more elsewhere, so that they are not the whole district.</summary>
    public async Task<CommandBox> ConnectBoxAsync(int count = 3)
    {
        CommandBox box = await CommandBox.ConnectAsync(Cloud, Key);
        await box.SendAsync([.. Enumerable.Range(1, count).Select(i => BatchFactory.Speaker($"speaker-{i:0000}")),
            .. Enumerable.Range(1, 1 + (count / 4)).Select(i => BatchFactory.Speaker($"elsewhere-{i:0000}", area: "440307001001"))]);
        return box;
    }

    public object Document(string level = "blue", TimeSpan? valid = null, DateTimeOffset? notBefore = null) => new
    {
        title = "停水通知",
        contents = new[] { new { language = "zh-CN", text = "明天上午停水。" } },
        audience = new { include = new[] { new { area = Area } } },
        level,
        priority = 5,
        notBefore,
        expires = (notBefore ?? Time.GetUtcNow()) + (valid ?? TimeSpan.FromMinutes(10)),
        retraction = new[] { new { language = "zh-CN", text = "刚才的通知有误。" } },
    };

    public async Task<JsonElement> CreateAsync(object document) =>
        await ReadAsync(await Cloud.Http.PostAsJsonAsync("/v1/announcements", new { by = "wang", document }, TestContext.Current.CancellationToken), HttpStatusCode.Created);

    /// <summary>A draft of one document, submitted.</summary>
    public async Task<JsonElement> SendAsync(object? document = null)
    {
        JsonElement draft = await CreateAsync(document ?? Document());
        return await DoAsync("submit", draft);
    }

    public async Task<JsonElement> DoAsync(string verb, JsonElement announcement, string by = "wang", HttpStatusCode expected = HttpStatusCode.OK, string? comment = null) => await ReadAsync(
        await Cloud.Http.PostAsJsonAsync(
            $"/v1/announcements/{Id(announcement)}/{verb}", new { by, comment, version = announcement.GetProperty("version").GetInt64() }, TestContext.Current.CancellationToken),
        expected);

    public async Task<JsonElement> FindAsync(JsonElement announcement) => await Cloud.GetAsync($"/v1/announcements/{Id(announcement)}");

    public async Task<string> StateAsync(JsonElement announcement) => (await FindAsync(announcement)).GetProperty("announcement").GetProperty("state").GetString()!;

    public Task<JsonElement> CoverageAsync(JsonElement announcement, string query = "") => Cloud.GetAsync($"/v1/announcements/{Id(announcement)}/coverage{query}");

    public void Ring() => Cloud.Services.GetRequiredService<AnnouncementBell>().Ring();

    public async Task RestartAsync()
    {
        await Cloud.RestartAsync();
        Transport.Services = Cloud.Services;
    }

    public static string Id(JsonElement announcement) => announcement.GetProperty("id").GetString()!;

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {body}");
        response.Dispose();
        return JsonDocument.Parse(body).RootElement;
    }

    public static int Count(JsonElement coverage, string state) =>
        coverage.GetProperty("total").GetProperty("states").TryGetProperty(state, out JsonElement count) ? count.GetInt32() : 0;

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        File.Delete(_keyFile);
        Key.Dispose();
    }

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Time);
        if (!_ownTransport)
        {
            services.AddSingleton<ICommandTransport>(provider =>
            {
                Transport.Services = provider;
                return Transport;
            });
        }

        services.PostConfigure<AnnouncementOptions>(options => (options.SigningKeyFile, options.SigningKeyName) = (_keyFile, KeyName));
    }
}
