using System.Globalization;
using System.Text.Json;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Cloud;

/// <summary>The cloud's HTTP API as its listener and auditor use it.</summary>
public sealed class CloudClient(string endpoint) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{endpoint}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Uri Address => _http.BaseAddress!;

    public async Task<LedgerSnapshot> LedgerAsync(CancellationToken token)
    {
        using JsonDocument document = await GetAsync("v1/ledger", token).ConfigureAwait(false);
        return LedgerSnapshot.Parse(document.RootElement);
    }

    /// <summary>Reads everything stored after <paramref name="after"/> into the table; returns the last id.</summary>
    public async Task<long> ExportAsync(TruthTable table, long after, CancellationToken token)
    {
        while (true)
        {
            long before = after;
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"v1/scans/export?after={after}"), UriKind.Relative);
            using HttpResponseMessage response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, token)
                .ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false));
            while (await reader.ReadLineAsync(token).ConfigureAwait(false) is { } line)
            {
                if (line.Length == 0)
                {
                    continue;
                }

                using var document = JsonDocument.Parse(line);
                JsonElement row = document.RootElement;
                long id = row.GetProperty("id").GetInt64();
                if (id <= after)
                {
                    throw new InvalidDataException($"the export is not in order of id: {id} after {after}");
                }

                after = id;
                table.AddStored(
                    row.GetProperty("device").GetString()!, row.GetProperty("epoch").GetUInt64(), row.GetProperty("seq").GetUInt64());
            }

            if (after == before)
            {
                return after;
            }
        }
    }

    /// <summary>The ids of all alerts, as the list names them.</summary>
    public async Task<List<string>> AlertsAsync(CancellationToken token)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            string address = cursor is null ? "v1/alerts?limit=1000" : $"v1/alerts?limit=1000&after={Uri.EscapeDataString(cursor)}";
            using JsonDocument page = await GetAsync(address, token).ConfigureAwait(false);
            ids.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
            cursor = page.RootElement.TryGetProperty("next", out JsonElement next) && next.ValueKind is not JsonValueKind.Null
                ? next.ToString() : null;
        }
        while (cursor is not null);
        return ids;
    }

    /// <summary>Opens <c>/v1/live</c>, resuming after the given change.</summary>
    public async Task<HttpResponseMessage> LiveAsync(long lastEventId, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/live");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", lastEventId.ToString(CultureInfo.InvariantCulture));
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return response;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> GetAsync(string address, CancellationToken token)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(address, UriKind.Relative), token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false), cancellationToken: token).ConfigureAwait(false);
    }
}
