using System.Globalization;
using System.Text.Json;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Cloud;

/// <summary>
/// The cloud's HTTP API as its listener and auditor use it. Whatever fails at one replica goes to the next one when it is tried again.
/// </summary>
public sealed class CloudClient(IReadOnlyList<string> endpoints) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private int _current;

    /// <summary>The replica that is asked now.</summary>
    public Uri Address => AddressOf(Volatile.Read(ref _current));

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
            string address = string.Create(CultureInfo.InvariantCulture, $"v1/scans/export?after={after}");
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            using HttpResponseMessage response = await SendAsync(request, token).ConfigureAwait(false);
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
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("v1/live", UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", lastEventId.ToString(CultureInfo.InvariantCulture));
        return await SendAsync(request, token).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> GetAsync(string address, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        using HttpResponseMessage response = await SendAsync(request, token).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false), cancellationToken: token).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        int asked = Volatile.Read(ref _current);
        request.RequestUri = new Uri(AddressOf(asked), request.RequestUri!);
        try
        {
            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Unless somebody has turned away from it already: two who fail at one replica must not come back to it by turning twice.
            Interlocked.CompareExchange(ref _current, (asked + 1) % endpoints.Count, asked);
            throw;
        }
    }

    private Uri AddressOf(int replica) => new($"http://{endpoints[replica]}/");
}
