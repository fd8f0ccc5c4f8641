using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>
/// A device with a memory: it numbers what it sends, sends again what was not acknowledged, in order, and counts only what the box said it keeps. Pushes by
/// HTTP; scans when it is a sentinel (one in twenty with a fever, so that there are alerts), else readings that no compressor makes smaller.
/// </summary>
internal sealed class TruthfulDevice : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly bool _scans;
    private readonly Uri _uri;
    private readonly Random _random;
    private readonly List<long> _acknowledged = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private long _next = 1;

    internal TruthfulDevice(string id, string secret, bool scans, int port)
    {
        Id = id;
        _scans = scans;
        _random = new Random(id.GetHashCode(StringComparison.Ordinal));
        _uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v1/devices/{id}/{(scans ? "scans" : "readings")}"));
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
    }

    internal string Id { get; }

    /// <summary>What the box said that it keeps.</summary>
    internal IReadOnlyList<long> Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return [.. _acknowledged];
            }
        }
    }

    internal int AcknowledgedCount
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count;
            }
        }
    }

    /// <summary>The highest sequence that was ever sent.</summary>
    internal long Highest { get; private set; }

    /// <summary>Reasons with which the box took nothing, and how often.</summary>
    internal IReadOnlyDictionary<string, int> Refusals
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, int>(_refusals, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Time of the last acknowledgement.</summary>
    internal long LastAcknowledged { get; private set; }

    /// <summary>Pushes until it is stopped.</summary>
    internal void Start(int crowd, TimeSpan pause)
    {
        _stop = new CancellationTokenSource();
        CancellationToken token = _stop.Token;
        _running = Task.Run(async () =>
        {
            while (!token.IsCancellationRequested)
            {
                bool taken = await PushAsync(crowd);
                await Task.Delay(taken ? pause : TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        });
    }

    /// <summary>Ends after the push under way.</summary>
    internal async Task StopAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
            _stop = null;
        }
    }

    /// <summary>Something that is no message.</summary>
    internal async Task PushRubbishAsync()
    {
        using var content = new StringContent("[{\"v\":1,", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(_uri, content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>One push of so many messages; when it fails the same ones are pushed the next time.</summary>
    /// <returns>Whether they were all acknowledged.</returns>
    internal async Task<bool> PushAsync(int crowd)
    {
        long first = _next;
        var body = new StringBuilder("[");
        for (long sequence = first; sequence < first + crowd; sequence++)
        {
            _ = body.Append(sequence == first ? "" : ",").Append(_scans ? Scan(sequence) : Reading(sequence));
        }

        Highest = Math.Max(Highest, first + crowd - 1);
        try
        {
            using var content = new StringContent(body.Append(']').ToString(), Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await _http.PostAsync(_uri, content);
            string text = await answer.Content.ReadAsStringAsync();
            using JsonDocument json = JsonDocument.Parse(text);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Count(json.RootElement.GetProperty("type").GetString()!);
                return false;
            }

            JsonElement results = json.RootElement.GetProperty("results");
            Assert.True(results.GetArrayLength() == crowd && results.EnumerateArray().All(result => !result.TryGetProperty("refused", out _)), $"{Id}: {text}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or IOException)
        {
            return false; // the box is gone, or went amid its answer
        }

        lock (_lock)
        {
            for (long sequence = first; sequence < first + crowd; sequence++)
            {
                _acknowledged.Add(sequence);
            }
        }

        LastAcknowledged = System.Diagnostics.Stopwatch.GetTimestamp();
        _next = first + crowd;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    private static string Time => DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);

    private string Scan(long sequence) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"v":1,"epoch":1,"seq":{{{sequence}}},"time":"{{{Time}}}","direction":"in","credential":{"type":"qr","value":"code-{{{_random.Next(100_000)}}}"},"temperature":{{{(sequence % 20 == 0 ? 38.6 : 36.5)}}}}""");

    private string Reading(long sequence)
    {
        var noise = new byte[45 + 24];
        _random.NextBytes(noise);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"v":1,"epoch":1,"seq":{{{sequence}}},"time":"{{{Time}}}","quantity":"q-{{{Convert.ToBase64String(noise.AsSpan(0, 45))}}}","value":{{{_random.NextDouble()}}},"unit":"{{{Convert.ToBase64String(noise.AsSpan(45))}}}"}""");
    }

    private void Count(string reason)
    {
        lock (_lock)
        {
            _refusals[reason] = _refusals.GetValueOrDefault(reason) + 1;
        }
    }
}
