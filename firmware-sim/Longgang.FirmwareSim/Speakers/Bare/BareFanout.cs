using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Longgang.FirmwareSim.Measure;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Speakers.Bare;

/// <summary>
/// The reference of a fan-out: <see cref="BareSpeaker"/>s and a publisher at one plain broker. A mosquitto needs <c>max_inflight_messages 0</c> and
/// <c>max_queued_messages 0</c>, or it drops what does not fit the publisher's window.
/// </summary>
public sealed class BareFanout : IMqttHandler, IAsyncDisposable
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<SpeakerPlan> _plans;
    private readonly Dictionary<string, int> _index;
    private readonly int[] _answers;
    private BareSpeaker[] _speakers = [];
    private MqttConnection? _publisher;
    private LatencyHistogram _latency = new();
    private UInt128 _play;
    private long _startedAt;
    private int _started;
    private int _doubled;
    private int _subscribed;
    private ushort _packetId;

    private BareFanout(IReadOnlyList<SpeakerPlan> plans, TimeProvider time)
    {
        _time = time;
        _plans = plans;
        _index = plans.Select((plan, i) => (Topic: $"speaker/{plan.Id}/receipt", Index: i))
            .ToDictionary(pair => pair.Topic, pair => pair.Index, StringComparer.Ordinal);
        _answers = new int[plans.Count];
    }

    /// <summary>Connects all speakers of a plan, those on RTP too, and the publisher; ready when this returns.</summary>
    public static async Task<BareFanout> OpenAsync(
        IPEndPoint broker, IReadOnlyList<SpeakerPlan> plans, int connectRate, TimeProvider time, CancellationToken token)
    {
        var fanout = new BareFanout(plans, time);
        try
        {
            fanout._publisher = await MqttConnection.OpenAsync(
                broker, new MqttConnectOptions(MqttVersion.V5, "fanout", "fanout", "fanout", 0), fanout, token).ConfigureAwait(false);
            fanout._publisher.Subscribe(ushort.MaxValue, "speaker/+/receipt", qos: 1);
            fanout._publisher.Ping();
            fanout._publisher.Start();
            await fanout.ConnectAsync(broker, connectRate, token).ConfigureAwait(false);
            return fanout;
        }
        catch
        {
            await fanout.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Publishes one announcement and waits for every speaker's <c>started</c>.</summary>
    /// <param name="message">How it is cut.</param>
    /// <param name="text">What is to be said; makes the messages as large as real ones.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="token">Gives up.</param>
    public async Task<FanoutResult> RunAsync(FanoutMessage message, string text, TimeSpan limit, CancellationToken token)
    {
        string[] topics = message == FanoutMessage.EachArea
            ? [.. _plans.Select(plan => plan.Area).Distinct().Select(area => $"area/{area}/command")]
            : [.. _plans.Select(plan => $"speaker/{plan.Id}/command")];
        byte[][] names = [.. topics.Select(Encoding.UTF8.GetBytes)];
        var play = new UInt128(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
        byte[] payload = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"v":1,"do":"play","play":"{{play:x32}}","items":[{"language":"zh-CN","text":"{{text}}"}],"priority":9,"volume":100,"""
            + $$""" "drill":false,"withinMs":30000}"""));
        lock (_gate)
        {
            Array.Clear(_answers);
            _latency = new LatencyHistogram();
            _play = play;
            _started = _doubled = 0;
            _startedAt = _time.GetTimestamp();
        }

        foreach (byte[] topic in names)
        {
            _packetId = _packetId >= 60_000 ? (ushort)1 : (ushort)(_packetId + 1);
            _publisher!.Publish(topic, payload, _packetId);
        }

        _publisher!.Flush();
        await UntilAsync(() => Volatile.Read(ref _started) == _plans.Count, limit, token).ConfigureAwait(false);
        lock (_gate)
        {
            _play = default;
            return new FanoutResult(topics.Length, _plans.Count, _started, _doubled, _latency.Summarize());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_speakers.Select(speaker => speaker.CloseAsync())).ConfigureAwait(false);
        if (_publisher is { } publisher)
        {
            await publisher.DisconnectAsync().ConfigureAwait(false);
        }
    }

    void IMqttHandler.OnPublication(MqttConnection connection, in MqttPublication publication)
    {
        long now = _time.GetTimestamp();
        int at = publication.Payload.IndexOf("\"play\":\""u8);
        if (at < 0 || !_index.TryGetValue(Encoding.UTF8.GetString(publication.Topic), out int speaker)
            || !UInt128.TryParse(
                publication.Payload.Slice(at + 8, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 play))
        {
            return;
        }

        lock (_gate)
        {
            if (play != _play)
            {
                return;
            }

            if (_answers[speaker]++ > 0)
            {
                _doubled++;
                return;
            }

            _latency.Add(_time.GetElapsedTime(_startedAt, now));
            _started++;
        }
    }

    void IMqttHandler.OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
    }

    void IMqttHandler.OnPingAnswered(MqttConnection connection) => Volatile.Write(ref _subscribed, 1);

    void IMqttHandler.OnClosed(MqttConnection connection, string reason)
    {
    }

    private async Task ConnectAsync(IPEndPoint broker, int connectRate, CancellationToken token)
    {
        var opening = new Task<BareSpeaker>[_plans.Count];
        long start = _time.GetTimestamp();
        for (int i = 0; i < opening.Length; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / connectRate) - _time.GetElapsedTime(start);
            if (due > TimeSpan.FromMilliseconds(5))
            {
                await Task.Delay(due, _time, token).ConfigureAwait(false);
            }

            opening[i] = BareSpeaker.OpenAsync(broker, _plans[i], _time, token);
        }

        _speakers = await Task.WhenAll(opening).ConfigureAwait(false);
        await UntilAsync(
            () => Volatile.Read(ref _subscribed) > 0 && Array.TrueForAll(_speakers, speaker => speaker.Subscribed || speaker.Broken),
            TimeSpan.FromSeconds(30), token).ConfigureAwait(false);
        if (Array.FindIndex(_speakers, speaker => !speaker.Subscribed) is >= 0 and int silent)
        {
            throw new MqttProtocolException($"{_plans[silent].Id} is not subscribed: the broker ended its connection or does not answer");
        }
    }

    private async Task UntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken token)
    {
        long start = _time.GetTimestamp();
        while (!condition() && _time.GetElapsedTime(start) < limit)
        {
            await Task.Delay(_glance, _time, token).ConfigureAwait(false);
        }
    }
}
