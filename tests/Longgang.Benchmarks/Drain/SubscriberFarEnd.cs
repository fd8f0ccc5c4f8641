using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.Benchmarks.Drain;

/// <summary>A subscriber of the far broker, QoS 1, that notes which message came.</summary>
internal sealed class SubscriberFarEnd : IFarEnd, IMqttHandler
{
    private readonly ConcurrentQueue<(string Topic, int Sequence)> _arrived = new();
    private MqttConnection? _connection;
    private string? _lastTopic;
    private byte[] _lastTopicBytes = [];
    private long _count;

    /// <summary>Subscribes to everything that the devices publish.</summary>
    public static async Task<SubscriberFarEnd> ConnectAsync(int port)
    {
        var farEnd = new SubscriberFarEnd();
        farEnd._connection = await MqttConnection.OpenAsync(
            new IPEndPoint(IPAddress.Loopback, port), new MqttConnectOptions(MqttVersion.V5, "far-end", KeepAliveSeconds: 0), farEnd, CancellationToken.None);
        farEnd._connection.Subscribe(1, "sensor/#", 1);
        farEnd._connection.Flush();
        farEnd._connection.Start();
        return farEnd;
    }

    /// <inheritdoc/>
    public long Count() => Interlocked.Read(ref _count);

    /// <inheritdoc/>
    public SequenceCounts Collect(IReadOnlyList<DeviceLogin> devices, int eventsEach)
    {
        Dictionary<string, int> index = devices.Index().ToDictionary(static pair => $"sensor/{pair.Item.Device}/reading", static pair => pair.Index);
        var counts = new SequenceCounts(devices.Count, eventsEach);
        foreach ((string topic, int sequence) in _arrived)
        {
            counts.Add(index[topic], sequence);
        }

        return counts;
    }

    public void OnPublication(MqttConnection connection, in MqttPublication publication)
    {
        if (!publication.Topic.SequenceEqual(_lastTopicBytes))
        {
            _lastTopicBytes = publication.Topic.ToArray();
            _lastTopic = Encoding.UTF8.GetString(_lastTopicBytes);
        }

        ReadOnlySpan<byte> payload = publication.Payload;
        int at = payload.IndexOf("\"seq\":"u8);
        if (at < 0 || !Utf8Parser.TryParse(payload[(at + 6)..], out int sequence, out _))
        {
            throw new InvalidDataException($"A message without a sequence arrived on {_lastTopic}.");
        }

        _arrived.Enqueue((_lastTopic!, sequence));
        Interlocked.Increment(ref _count);
    }

    public void OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
    }

    public void OnClosed(MqttConnection connection, string reason)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisconnectAsync();
        }
    }
}
