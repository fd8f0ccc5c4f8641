using System.Globalization;
using System.Net;
using System.Text;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers.Bare;

/// <summary>A loudspeaker that only answers <c>started</c> to whatever it is told: what a broker can do at best, without any box between.</summary>
public sealed class BareSpeaker : IMqttHandler
{
    private const int PlayDigits = 32;

    private readonly TimeProvider _time;
    private readonly byte[] _receiptTopic;
    private readonly PacketBuffer _payload = new();
    private MqttConnection? _connection;
    private ushort _packetId;
    private int _subscribed;

    private BareSpeaker(SpeakerPlan plan, TimeProvider time)
    {
        _time = time;
        _receiptTopic = Encoding.UTF8.GetBytes($"speaker/{plan.Id}/receipt");
    }

    /// <summary>Messages that name no play.</summary>
    public int Unreadable { get; private set; }

    /// <summary>True when the broker ended the connection.</summary>
    public bool Broken { get; private set; }

    /// <summary>Connects and subscribes its own topic and its community's. Publications may come before this returns.</summary>
    public static async Task<BareSpeaker> OpenAsync(IPEndPoint broker, SpeakerPlan plan, TimeProvider time, CancellationToken token)
    {
        var speaker = new BareSpeaker(plan, time);
        MqttConnection connection = await MqttConnection.OpenAsync(
            broker, new MqttConnectOptions(MqttVersion.V5, plan.Id, plan.Id, plan.Secret, 0), speaker, token).ConfigureAwait(false);
        speaker._connection = connection;
        connection.Subscribe(ushort.MaxValue, $"speaker/{plan.Id}/command", qos: 1);
        connection.Subscribe(ushort.MaxValue - 1, $"area/{plan.Area}/command", qos: 1);
        // The answer to a ping comes after those to the subscriptions before it.
        connection.Ping();
        connection.Start();
        return speaker;
    }

    /// <summary>True once the broker knows its subscriptions.</summary>
    public bool Subscribed => Volatile.Read(ref _subscribed) > 0;

    public Task CloseAsync() => _connection!.DisconnectAsync();

    void IMqttHandler.OnPublication(MqttConnection connection, in MqttPublication publication)
    {
        int at = publication.Payload.IndexOf("\"play\":\""u8);
        if (at < 0 || publication.Payload.Length < at + 8 + PlayDigits
            || !UInt128.TryParse(
                publication.Payload.Slice(at + 8, PlayDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 play))
        {
            Unreadable++;
            return;
        }

        _payload.Clear();
        SpeakerEncoder.WriteReceipt(_payload, new SpeakerReceipt(play, SpeakerState.Started, null, null, _time.GetUtcNow().ToUnixTimeMilliseconds()));
        _packetId = _packetId == 1000 ? (ushort)1 : (ushort)(_packetId + 1);
        connection.Publish(_receiptTopic, _payload.Written, _packetId);
    }

    void IMqttHandler.OnPingAnswered(MqttConnection connection) => Volatile.Write(ref _subscribed, 1);

    void IMqttHandler.OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
    }

    void IMqttHandler.OnReceived(MqttConnection connection) => connection.Flush();

    void IMqttHandler.OnClosed(MqttConnection connection, string reason) => Broken = reason != "disconnected";
}
