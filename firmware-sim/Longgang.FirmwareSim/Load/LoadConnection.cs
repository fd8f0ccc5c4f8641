using System.Text;
using Longgang.FirmwareSim.Measure;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Load;

/// <summary>One connection with a window: each acknowledgement makes room for the next publication, and what one receive made room for
/// leaves in one send.</summary>
public sealed class LoadConnection(
    string topic, int window, ReadingEncoder encoder, LatencyHistogram latency, TimeProvider time) : IMqttHandler
{
    private const int SampleEvery = 16;

    private readonly byte[] _topic = Encoding.UTF8.GetBytes(topic);
    private readonly PacketBuffer _payload = new();
    private ulong _sequence;
    private ushort _packetId;
    private int _room;
    private ushort _sampledId;
    private long _sampledAt;
    private long _acknowledged;
    private long _refused;
    private volatile bool _stopped;

    /// <summary>Publications acknowledged as taken.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Publications acknowledged with an error code.</summary>
    public long Refused => Volatile.Read(ref _refused);

    public bool Broken { get; private set; }

    public MqttConnection? Connection { get; set; }

    /// <summary>Fills the window. The first answers may come on another thread before this returns, so it publishes and flushes once.</summary>
    public void Begin()
    {
        _room = window;
        Fill(Connection!);
    }

    /// <summary>Publishes nothing more.</summary>
    public void Stop() => _stopped = true;

    public void OnPublication(MqttConnection connection, in MqttPublication publication)
    {
    }

    public void OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
        // Below 0x80 is success: a broker without subscribers answers 0x10.
        if (acknowledgement.Code < 0x80)
        {
            _acknowledged++;
        }
        else
        {
            _refused++;
        }

        _room++;
        if (acknowledgement.PacketId == _sampledId && _sampledId != 0)
        {
            latency.Add(time.GetElapsedTime(_sampledAt));
            _sampledId = 0;
        }
    }

    public void OnReceived(MqttConnection connection) => Fill(connection);

    public void OnClosed(MqttConnection connection, string reason) => Broken = !_stopped;

    private void Fill(MqttConnection connection)
    {
        if (_stopped)
        {
            return;
        }

        while (_room > 0)
        {
            _room--;
            _packetId = _packetId == ushort.MaxValue ? (ushort)1 : (ushort)(_packetId + 1);
            _sequence++;
            if (_sampledId == 0 && _sequence % SampleEvery == 1)
            {
                _sampledId = _packetId;
                _sampledAt = time.GetTimestamp();
            }

            _payload.Clear();
            encoder.Write(_payload, _sequence);
            connection.Publish(_topic, _payload.Written, _packetId);
        }

        connection.Flush();
    }
}
