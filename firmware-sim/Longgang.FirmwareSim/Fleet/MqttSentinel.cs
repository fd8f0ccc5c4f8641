using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>The driver of a <see cref="SentinelCore"/>: its socket, its clock and its place in the fleet.</summary>
public sealed class MqttSentinel : IMqttHandler, ISentinelPort, IFleetDevice
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static PacketBuffer? _scratch;

    private readonly Lock _gate = new();
    private readonly FleetContext _fleet;
    private readonly IPEndPoint _endpoint;
    private readonly MqttConnectOptions _connect;
    private readonly ulong _epoch;
    private readonly SentinelCore _core;
    private readonly SentTimes _sent = new();
    private readonly byte[] _id;
    private readonly byte[] _scanTopic;
    private readonly byte[] _stateTopic;
    private readonly string _verdictTopic;
    private MqttConnection? _connection;
    private Task _connecting = Task.CompletedTask;
    private long _firstSentAt;
    private bool _disposed;

    public MqttSentinel(FleetContext fleet, DevicePlan plan, IPEndPoint endpoint, SentinelOptions options, Random random, long firstConnectAt)
    {
        _fleet = fleet;
        _endpoint = endpoint;
        _epoch = options.Epoch;
        _connect = new MqttConnectOptions(options.Version, plan.Id, plan.Id, plan.Secret);
        _core = new SentinelCore(options, this, random, firstConnectAt);
        _id = Encoding.UTF8.GetBytes(plan.Id);
        _scanTopic = Encoding.UTF8.GetBytes($"sentinel/{plan.Id}/scan");
        _stateTopic = Encoding.UTF8.GetBytes($"sentinel/{plan.Id}/state");
        _verdictTopic = $"sentinel/{plan.Id}/verdict";
    }

    public long QueuedDue { get; set; } = long.MaxValue;

    public int Buffered => _core.Buffered;

    public bool Ready => _core.Uploading;

    private static PacketBuffer Scratch => _scratch ??= new PacketBuffer(512);

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
            if (_core.Sent is { Fault: not ScanFault.ReplayedSequence } scan)
            {
                truth.Unknown(_id, _epoch, scan.Sequence, _firstSentAt);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        await _connecting.ConfigureAwait(false);
        if (_connection is { } connection)
        {
            await connection.DisconnectAsync().ConfigureAwait(false);
        }
    }

    void IMqttHandler.OnPublication(MqttConnection connection, in MqttPublication publication)
    {
        BoxAnswer answer;
        try
        {
            answer = BoxAnswerReader.Read(publication.Payload);
        }
        catch (JsonException)
        {
            _fleet.Counters.CountRefused("unreadable-answer");
            return;
        }

        lock (_gate)
        {
            if (answer.Verdict is not null && answer.Epoch == _epoch && _sent.TryTake(answer.Sequence, out long at))
            {
                _fleet.Counters.AddVerdict(_fleet.Clock.Provider.GetElapsedTime(at));
            }

            _core.Answered(_fleet.Clock.Milliseconds, answer);
        }

        Reschedule();
    }

    void IMqttHandler.OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
        lock (_gate)
        {
            _core.Acknowledged(_fleet.Clock.Milliseconds, acknowledgement.PacketId, acknowledgement.Code, acknowledgement.Reason);
        }

        Reschedule();
    }

    void IMqttHandler.OnPingAnswered(MqttConnection connection)
    {
        lock (_gate)
        {
            _core.PingAnswered();
        }
    }

    void IMqttHandler.OnClosed(MqttConnection connection, string reason)
    {
        _fleet.Counters.CountDisconnect();
        lock (_gate)
        {
            _connection = null;
            _core.Disconnected(_fleet.Clock.Milliseconds);
        }

        Reschedule();
    }

    // On the thread pool: the core is in the middle of a call, and an outcome must not come back into it.
    void ISentinelPort.Connect() => _connecting = Task.Run(ConnectAsync);

    void ISentinelPort.Close(string reason) => _connection?.Close(reason);

    void ISentinelPort.Ping() => _connection?.Ping();

    void ISentinelPort.PublishScan(in ScanRecord scan, ushort packetId, int attempt, bool duplicate)
    {
        PacketBuffer payload = Scratch;
        payload.Clear();
        _fleet.Encoder.WriteScan(payload, _epoch, scan);
        if (attempt == 0)
        {
            _firstSentAt = _fleet.Clock.Timestamp;
            _fleet.Counters.InBuffer.Add(_fleet.Clock.Provider.GetElapsedTime(scan.ArrivedAt, _firstSentAt));
            _fleet.Counters.CountPublished();
            if (scan.Fault != ScanFault.ReplayedSequence)
            {
                _sent.Add(scan.Sequence, _firstSentAt);
            }
        }
        else
        {
            _fleet.Counters.CountRetransmitted();
        }

        _connection?.Publish(_scanTopic, payload.Written, packetId, duplicate: duplicate);
        _connection?.Flush();
    }

    void ISentinelPort.PublishState(ushort packetId, int buffered)
    {
        PacketBuffer payload = Scratch;
        payload.Clear();
        ScanEncoder.WriteState(payload, _fleet.Clock.UnixMs, buffered);
        _connection?.Publish(_stateTopic, payload.Written, packetId, retain: true);
        _connection?.Flush();
    }

    void ISentinelPort.Kept(in ScanRecord scan)
    {
        if (scan.Fault == ScanFault.ReplayedSequence)
        {
            _fleet.Counters.CountReplayed();
            return;
        }

        long now = _fleet.Clock.Timestamp;
        _fleet.Counters.Acknowledgement.Add(_fleet.Clock.Provider.GetElapsedTime(_firstSentAt, now));
        _fleet.Counters.CountKept();
        if (scan.MustBeRefused)
        {
            _fleet.Counters.CountFaultKept();
        }

        _fleet.Truth.Kept(_id, _epoch, scan.Sequence, _firstSentAt, now);
    }

    void ISentinelPort.Refused(in ScanRecord scan, string reason)
    {
        _fleet.Counters.CountRefused(reason);
        if (scan.Fault != ScanFault.ReplayedSequence)
        {
            _fleet.Truth.Refused(_id, _epoch, scan.Sequence, reason);
        }
    }

    void ISentinelPort.RefusedLate(ulong sequence, string reason)
    {
        _fleet.Counters.CountRefusedLate(reason);
        _fleet.Truth.Refused(_id, _epoch, sequence, reason);
    }

    void ISentinelPort.Unanswered(in ScanRecord scan)
    {
        _fleet.Counters.CountUnanswered();
        _fleet.Truth.Unknown(_id, _epoch, scan.Sequence, _firstSentAt);
    }

    void ISentinelPort.Dropped() => _fleet.Counters.CountDropped();

    private void Reschedule()
    {
        long due;
        lock (_gate)
        {
            due = _core.NextDue;
        }

        _fleet.Loop.Schedule(this, due);
    }

    private async Task ConnectAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(_connectTimeout, _fleet.Clock.Provider);
            MqttConnection connection = await MqttConnection.OpenAsync(_endpoint, _connect, this, timeout.Token).ConfigureAwait(false);
            _fleet.Counters.CountConnect();
            lock (_gate)
            {
                _connection = connection;
                connection.Subscribe(ushort.MaxValue, _verdictTopic);
                _core.Connected(_fleet.Clock.Milliseconds);
            }

            connection.Start();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or MqttRefusedException or MqttProtocolException)
        {
            lock (_gate)
            {
                _core.Disconnected(_fleet.Clock.Milliseconds);
            }
        }

        Reschedule();
    }
}
