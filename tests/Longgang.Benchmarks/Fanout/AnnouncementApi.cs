using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Longgang.Benchmarks.Fanout;

/// <summary>What an operations room does over the cloud's API.</summary>
internal sealed class AnnouncementApi(int port) : IDisposable
{
    private const int PageSize = 1000;

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Speakers that the cloud knows to be online.</summary>
    public async Task<int> CountOnlineAsync() =>
        (await ReadAllAsync("/v1/speakers?")).Count(static speaker => speaker.GetProperty("reach").GetString() == "online");

    /// <summary>Writes an announcement for the whole district and submits it; it waits for a second person then.</summary>
    /// <returns>Its id and version.</returns>
    public async Task<(string Id, long Version)> SubmitAsync(string text)
    {
        var draft = new JsonObject
        {
            ["by"] = "author",
            ["document"] = new JsonObject
            {
                ["title"] = "fan-out",
                ["level"] = "yellow",
                ["priority"] = 5,
                ["expires"] = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("O", CultureInfo.InvariantCulture),
                ["contents"] = new JsonArray(new JsonObject { ["language"] = "zh-CN", ["text"] = text }),
                ["audience"] = new JsonObject { ["include"] = new JsonArray(new JsonObject { ["area"] = "440307" }) },
            },
        };
        JsonElement created = await PostAsync("/v1/announcements", draft);
        string id = created.GetProperty("id").GetString()!;
        return (id, await ActAsync(id, "submit", "author", created.GetProperty("version").GetInt64()));
    }

    /// <summary>The second person agrees, and with that it is sent.</summary>
    public Task ApproveAsync(string id, long version) => ActAsync(id, "approve", "approver", version);

    /// <summary>The version as it is now.</summary>
    public async Task<long> ReadVersionAsync(string id)
    {
        using JsonDocument found = await _http.GetFromJsonAsync<JsonDocument>($"/v1/announcements/{id}") ?? throw new JsonException($"{id} is null.");
        return found.RootElement.GetProperty("announcement").GetProperty("version").GetInt64();
    }

    /// <summary>Calls it back.</summary>
    public Task RetractAsync(string id, long version) => ActAsync(id, "retract", "author", version);

    /// <summary>What each speaker has said of it, as the cloud has it now.</summary>
    public Task<IReadOnlyList<JsonElement>> ReadPartsAsync(string id) => ReadAllAsync($"/v1/announcements/{id}/speakers?");

    /// <summary>Joins the live feed; what changes from here on comes.</summary>
    public async Task<LiveCoverage> ListenAsync()
    {
        HttpResponseMessage response = await _http.GetAsync(new Uri("/v1/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return await LiveCoverage.BeginAsync(response.EnsureSuccessStatusCode());
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<JsonElement>> ReadAllAsync(string route)
    {
        var rows = new List<JsonElement>();
        for (string? after = ""; after is not null;)
        {
            JsonElement page = await _http.GetFromJsonAsync<JsonElement>($"{route}limit={PageSize}{(after.Length == 0 ? "" : $"&after={after}")}");
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }

        return rows;
    }

    private async Task<long> ActAsync(string id, string verb, string by, long version) =>
        (await PostAsync($"/v1/announcements/{id}/{verb}", new JsonObject { ["by"] = by, ["version"] = version })).GetProperty("version").GetInt64();

    private async Task<JsonElement> PostAsync(string route, JsonObject body)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(route, body);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created
            ? await response.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"{route}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
