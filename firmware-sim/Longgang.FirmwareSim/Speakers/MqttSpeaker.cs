using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers.Audio;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>The driver of a <see cref="SpeakerCore"/>: its socket, its clock, its ear and its place in the fleet.</summary>
public sealed partial class MqttSpeaker : IMqttHandler, ISpeakerPort, ISpeakerDevice
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SpeakerContext _fleet;
    private readonly IPEndPoint _endpoint;
    private readonly MqttConnectOptions _connect;
    private readonly SpeakerOptions _options;
    private readonly SpeakerCore _core;
    private readonly byte[] _receiptTopic;
    private readonly byte[] _stateTopic;
    private readonly byte[] _commandTopic;
    private readonly CancellationTokenSource _disposing = new();
    private readonly List<Task> _fetching = [];
    private MqttConnection? _connection;
    private Task _connecting = Task.CompletedTask;
    private (UInt128 Play, long At) _told;
    private CurrentPlay? _sounding;
    private bool _disposed;

    public MqttSpeaker(
        SpeakerContext fleet, SpeakerPlan plan, IPEndPoint endpoint, MqttVersion version, SpeakerOptions options, Random random, long firstConnectAt)
    {
        _fleet = fleet;
        _endpoint = endpoint;
        _options = options;
        Id = plan.Id;
        // States are told within this time, so that no ping is needed.
        var keepAlive = (ushort)Math.Clamp(options.KeepAlive * 2 / 1000, 10, ushort.MaxValue);
        _connect = new MqttConnectOptions(version, plan.Id, plan.Id, plan.Secret, keepAlive);
        _core = new SpeakerCore(options, this, random, firstConnectAt);
        _receiptTopic = Encoding.UTF8.GetBytes($"speaker/{plan.Id}/receipt");
        _stateTopic = Encoding.UTF8.GetBytes($"speaker/{plan.Id}/state");
        _commandTopic = Encoding.UTF8.GetBytes($"speaker/{plan.Id}/command");
    }

    public string Id { get; }

    public long QueuedDue { get; set; } = long.MaxValue;

    public int Buffered => _core.Buffered;

    public bool Ready => _core.Ready;

    public bool Sounding => Volatile.Read(ref _sounding) is not null;

    public SpeakerFault Fault
    {
        get => _core.Fault;
        set
        {
            lock (_gate)
            {
                _core.Fault = value;
            }

            Reschedule();
        }
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
            _connection?.Flush();
            return _core.NextDue;
        }
    }

    public void PullPlug(TimeSpan awayFor, bool forgetting)
    {
        lock (_gate)
        {
            _core.PullPlug(_fleet.Clock.Milliseconds, (long)awayFor.TotalMilliseconds, forgetting);
        }

        Reschedule();
    }

    public async ValueTask DisposeAsync()
    {
        Task[] fetching;
        lock (_gate)
        {
            _disposed = true;
            fetching = [.. _fetching];
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(fetching).ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        if (_connection is { } connection)
        {
            await connection.DisconnectAsync().ConfigureAwait(false);
        }

        _disposing.Dispose();
    }

    void IMqttHandler.OnPublication(MqttConnection connection, in MqttPublication publication)
    {
        long at = _fleet.Clock.Timestamp;
        lock (_gate)
        {
            if (!_core.Powered || _disposed || !publication.Topic.SequenceEqual(_commandTopic))
            {
                return;
            }

            if (publication.Retain)
            {
                // Commands are not retained: one that waited in a broker may be of any age.
                Unreadable("retained");
                return;
            }

            SpeakerCommand command;
            try
            {
                command = SpeakerCommandReader.Read(publication.Payload);
            }
            catch (JsonException e)
            {
                Unreadable(e.Message);
                return;
            }

            Hear(command, at);
            _core.Told(_fleet.Clock.Milliseconds, command);
        }

        Reschedule();
    }

    void IMqttHandler.OnReceived(MqttConnection connection) => connection.Flush();

    void IMqttHandler.OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
        lock (_gate)
        {
            _core.Acknowledged(_fleet.Clock.Milliseconds, acknowledgement.PacketId, acknowledgement.Code);
        }

        Reschedule();
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

    private async Task FetchAsync(CurrentPlay play, int item)
    {
        SpeakerItem wanted = play.Command.Items[item];
        FetchedAudio audio = await _fleet.Fetcher.FetchAsync(
            wanted.Url!, wanted.Sha256!, _fleet.Recorder.Records(Id), TimeSpan.FromMilliseconds(play.Command.WithinMs + 1000L),
            _disposing.Token).ConfigureAwait(false);
        lock (_gate)
        {
            _core.Fetched(_fleet.Clock.Milliseconds, play, item, audio);
            _connection?.Flush();
        }

        Reschedule();
    }

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
            lock (_gate)
            {
                _connection = connection;
                connection.Subscribe(ushort.MaxValue, Encoding.UTF8.GetString(_commandTopic), qos: 1);
                _core.Connected(_fleet.Clock.Milliseconds);
                connection.Flush();
            }

            connection.Start();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or MqttRefusedException or MqttProtocolException)
        {
            if (e is MqttRefusedException refused)
            {
                _fleet.Counters.CountWrong(string.Create(CultureInfo.InvariantCulture, $"connect refused 0x{refused.Code:X2}"));
            }

            lock (_gate)
            {
                _core.Disconnected(_fleet.Clock.Milliseconds);
            }
        }

        Reschedule();
    }
}
