using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>The driver of a <see cref="PushCore"/>.</summary>
public sealed class HttpSentinel : IPushPort, IFleetDevice
{
    private const string RefusalPrefix = "urn:longgang:refusal:";
    private static readonly MediaTypeHeaderValue _json = new("application/json");

    private readonly Lock _gate = new();
    private readonly FleetContext _fleet;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly SentinelOptions _options;
    private readonly PushCore _core;
    private readonly byte[] _id;
    private readonly Dictionary<ulong, long> _sentAt = [];
    private Task _pushing = Task.CompletedTask;
    private bool _disposed;

    public HttpSentinel(FleetContext fleet, DevicePlan plan, string endpoint, HttpClient http, SentinelOptions options, Random random)
    {
        _fleet = fleet;
        _http = http;
        _options = options;
        _address = new Uri($"http://{endpoint}/v1/devices/{plan.Id}/scans");
        _authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plan.Id}:{plan.Secret}")));
        _core = new PushCore(options, this, random);
        _id = Encoding.UTF8.GetBytes(plan.Id);
    }

    public long QueuedDue { get; set; } = long.MaxValue;

    public int Buffered => _core.Buffered;

    public bool Ready => true;

    public void Arrive(in ScanRecord draft)
    {
        long due;
        lock (_gate)
        {
            _core.Arrive(_fleet.Clock.Milliseconds, draft);
            due = _core.NextDue;
        }

        _fleet.Loop.Schedule(this, due);
    }

    public long Tick()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return long.MaxValue;
            }

            _core.Tick(_fleet.Clock.Milliseconds);
            return _core.NextDue;
        }
    }

    public void WriteUnknown(TruthWriter truth)
    {
        lock (_gate)
        {
            foreach ((ulong sequence, long at) in _sentAt)
            {
                truth.Unknown(_id, _options.Epoch, sequence, at);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        await _pushing.ConfigureAwait(false);
    }

    void IPushPort.Push(ReadOnlyMemory<ScanRecord> scans)
    {
        long now = _fleet.Clock.Timestamp;
        var body = new PacketBuffer(320 * scans.Length);
        bool array = scans.Length > 1;
        for (int i = 0; i < scans.Length; i++)
        {
            ScanRecord scan = scans.Span[i];
            if (array)
            {
                body.WriteByte(i == 0 ? '[' : ',');
            }

            _fleet.Encoder.WriteScan(body, _options.Epoch, scan);
            Sent(scan, now);
        }

        if (array)
        {
            body.WriteByte(']');
        }

        _pushing = Task.Run(() => PushAsync(body, scans.Length));
    }

    void IPushPort.Kept(in ScanRecord scan)
    {
        if (scan.Fault == ScanFault.ReplayedSequence)
        {
            _fleet.Counters.CountReplayed();
            return;
        }

        long now = _fleet.Clock.Timestamp;
        _sentAt.Remove(scan.Sequence, out long at);
        TimeSpan latency = _fleet.Clock.Provider.GetElapsedTime(at, now);
        _fleet.Counters.Acknowledgement.Add(latency);
        _fleet.Counters.AddVerdict(latency);
        _fleet.Counters.CountKept();
        if (scan.MustBeRefused)
        {
            _fleet.Counters.CountFaultKept();
        }

        _fleet.Truth.Kept(_id, _options.Epoch, scan.Sequence, at, now);
    }

    void IPushPort.Refused(in ScanRecord scan, string reason)
    {
        _fleet.Counters.CountRefused(reason);
        if (scan.Fault != ScanFault.ReplayedSequence)
        {
            _sentAt.Remove(scan.Sequence);
            _fleet.Truth.Refused(_id, _options.Epoch, scan.Sequence, reason);
        }
    }

    void IPushPort.Dropped() => _fleet.Counters.CountDropped();

    private void Sent(in ScanRecord scan, long now)
    {
        if (scan.Fault == ScanFault.ReplayedSequence)
        {
            _fleet.Counters.CountPublished();
        }
        else if (_sentAt.TryAdd(scan.Sequence, now))
        {
            _fleet.Counters.InBuffer.Add(_fleet.Clock.Provider.GetElapsedTime(scan.ArrivedAt, now));
            _fleet.Counters.CountPublished();
        }
        else
        {
            _fleet.Counters.CountRetransmitted();
        }
    }

    private async Task PushAsync(PacketBuffer body, int count)
    {
        List<BoxAnswer>? answers = null;
        long? retryAfter = null;
        try
        {
            using var timeout = new CancellationTokenSource(
                TimeSpan.FromMilliseconds(_options.AckTimeout), _fleet.Clock.Provider);
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
            request.Content.Headers.ContentType = _json;
            request.Headers.Authorization = _authorization;
            using HttpResponseMessage response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(timeout.Token).ConfigureAwait(false);
            (answers, retryAfter) = Understand(response, answer, count);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            // No answer that could be understood: the same as none.
        }

        long due;
        lock (_gate)
        {
            long now = _fleet.Clock.Milliseconds;
            if (answers is not null)
            {
                _core.Answered(now, answers);
            }
            else
            {
                _core.Failed(now, retryAfter);
            }

            due = _core.NextDue;
        }

        _fleet.Loop.Schedule(this, due);
    }

    private static (List<BoxAnswer>? Answers, long? RetryAfter) Understand(HttpResponseMessage response, byte[] body, int count)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return (BoxAnswerReader.ReadResults(body), null);
            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
                // Nothing of it could be read: sending it again would not help.
                string reason = ProblemReason(body) ?? $"http-{(int)response.StatusCode}";
                return ([.. Enumerable.Repeat(new BoxAnswer(0, 0, null, reason), count)], null);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                return (null, (long)(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1)).TotalMilliseconds);
            default:
                return (null, null);
        }
    }

    private static string? ProblemReason(byte[] body)
    {
        using var problem = JsonDocument.Parse(body);
        string? type = problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("type", out JsonElement t)
            ? t.GetString() : null;
        return type?.StartsWith(RefusalPrefix, StringComparison.Ordinal) == true ? type[RefusalPrefix.Length..] : null;
    }
}
