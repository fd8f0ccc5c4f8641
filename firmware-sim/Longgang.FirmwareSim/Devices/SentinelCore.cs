using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Devices;

/// <summary>
/// A sentinel without clock, socket and thread: (time, event) in, calls on its <see cref="ISentinelPort"/> out. It keeps one scan in flight,
/// sends it again when nothing comes back, and after a reconnect waits for an acknowledged keep-alive before it uploads its backlog,
/// as real ones do. Times are milliseconds of any clock that does not jump.
/// </summary>
public sealed class SentinelCore
{
    private const long Never = long.MaxValue;
    private const byte QuotaExceeded = 0x97;
    private const byte Unspecified = 0x80;
    private const byte ServerBusy = 0x89;

    private readonly SentinelOptions _options;
    private readonly ISentinelPort _port;
    private readonly Random _random;
    private readonly ScanBuffer _buffer;
    private readonly InFlight _flight = new();

    private LinkState _link = LinkState.Down;
    private long _connectAt;
    private long _backOff;
    private ushort _packetId;
    private ushort _stateId;
    private long _stateAt = Never;
    private long _stateDeadline = Never;
    private long _pingAt = Never;
    private long _pingDeadline = Never;
    private long _sendAt;
    private bool _uploading;
    private readonly ulong[] _recentlyKept = new ulong[16];
    private int _keptCount;
    private long _lastKeptAt;

    public SentinelCore(SentinelOptions options, ISentinelPort port, Random random, long firstConnectAt)
    {
        _options = options;
        _port = port;
        _random = random;
        _buffer = new ScanBuffer(options.BufferCapacity);
        _backOff = options.BackOff;
        _connectAt = firstConnectAt;
    }

    /// <summary>Scans that it holds and that no box has kept, the one in flight among them.</summary>
    public int Buffered => _buffer.Count;

    /// <summary>True once a keep-alive was acknowledged on this connection.</summary>
    public bool Uploading => _uploading;

    /// <summary>The scan in flight, if one was ever sent and is not settled.</summary>
    public ScanRecord? Sent => _flight.EverSent ? _flight.Scan : null;

    /// <summary>When <see cref="Tick"/> wants to be called.</summary>
    public long NextDue
    {
        get
        {
            long due = _link switch
            {
                LinkState.Down => _connectAt,
                LinkState.Connecting => Never,
                _ => Math.Min(Math.Min(_stateAt, _stateDeadline), Math.Min(_pingAt, _pingDeadline)),
            };
            if (_link == LinkState.Up && _flight.Busy)
            {
                due = Math.Min(due, _flight.Deadline);
            }
            else if (_link == LinkState.Up && _uploading && _buffer.Count > 0)
            {
                due = Math.Min(due, _sendAt);
            }

            return due;
        }
    }

    public void Arrive(long now, in ScanRecord draft)
    {
        if (!_buffer.TryAdd(draft))
        {
            _port.Dropped();
        }

        SendNext(now);
    }

    public void Connected(long now)
    {
        _link = LinkState.Up;
        _uploading = false;
        _sendAt = now;
        PublishState(now);
        _pingAt = now + (_options.KeepAlive / 2);
        _pingDeadline = Never;
    }

    public void Disconnected(long now)
    {
        _link = LinkState.Down;
        _uploading = false;
        _flight.Interrupt();
        _stateAt = _stateDeadline = _pingAt = _pingDeadline = Never;
        // Half to three halves: a box that comes back does not meet all of its devices in the same millisecond.
        _connectAt = now + (_backOff / 2) + _random.NextInt64(_backOff);
        _backOff = Math.Min(_backOff * 2, _options.BackOffLimit);
    }

    public void PingAnswered() => _pingDeadline = Never;

    public void Acknowledged(long now, ushort packetId, byte code, string? reason)
    {
        if (packetId == _stateId && _stateDeadline != Never)
        {
            StateAcknowledged(now, code);
        }
        else if (_flight.Answers(packetId))
        {
            ScanAcknowledged(now, code, reason);
        }

        SendNext(now);
    }

    /// <summary>A verdict or refusal came. In MQTT 3.1.1 it decides what an acknowledgement meant; in MQTT 5 the acknowledgement says it.</summary>
    public void Answered(long now, in BoxAnswer answer)
    {
        if (_options.Version == MqttVersion.V5 || (answer.Epoch != 0 && answer.Epoch != _options.Epoch))
        {
            return;
        }

        bool flying = _flight.Busy && (answer.Sequence == 0 || answer.Sequence == _flight.Scan.Sequence);
        if (flying && _flight.Acknowledged)
        {
            Settle(answer.Refused is null, answer.Refused ?? string.Empty);
            SendNext(now);
        }
        else if (flying)
        {
            _flight.Refusal = answer.Refused;
        }
        else if (answer.Refused is not null && LateRefusalOf(now, answer.Sequence) is { } sequence)
        {
            _port.RefusedLate(sequence, answer.Refused);
        }
    }

    public void Tick(long now)
    {
        if (_link == LinkState.Down && now >= _connectAt)
        {
            _link = LinkState.Connecting;
            _port.Connect();
        }

        if (_link != LinkState.Up)
        {
            return;
        }

        if (now >= _stateDeadline || now >= _pingDeadline)
        {
            _link = LinkState.Connecting;
            _port.Close("keep-alive unanswered");
            return;
        }

        if (_flight.Busy && now >= _flight.Deadline && !FlightOverdue(now))
        {
            return;
        }

        if (now >= _stateAt)
        {
            PublishState(now);
        }

        if (now >= _pingAt)
        {
            _pingAt = now + _options.KeepAlive;
            _pingDeadline = now + _options.KeepAliveTimeout;
            _port.Ping();
        }

        SendNext(now);
    }

    // A refusal of what was never taken as kept changes nothing: a retransmission is refused once more.
    private ulong? LateRefusalOf(long now, ulong sequence)
    {
        if (sequence != 0)
        {
            return _recentlyKept.Contains(sequence) ? sequence : null;
        }

        bool recent = _keptCount > 0 && now - _lastKeptAt <= _options.RefusalGrace;
        return recent ? _recentlyKept[(_keptCount - 1) % _recentlyKept.Length] : null;
    }

    private void StateAcknowledged(long now, byte code)
    {
        _stateDeadline = Never;
        if (code >= 0x80)
        {
            _stateAt = now + _options.RefusedPause;
            return;
        }

        _uploading = true;
        _backOff = _options.BackOff;
    }

    private void ScanAcknowledged(long now, byte code, string? reason)
    {
        if (code is QuotaExceeded or Unspecified or ServerBusy)
        {
            // The box cannot take it now: keep it, and keep the order.
            _flight.Postpone();
            _sendAt = now + _options.RefusedPause + _random.NextInt64(_options.RefusedPause);
        }
        else if (code >= 0x80)
        {
            Settle(kept: false, RefusalName(code, reason));
        }
        else if (_options.Version == MqttVersion.V311 && _flight.Refusal is { } refusal)
        {
            Settle(kept: false, refusal);
        }
        else if (_options.Version == MqttVersion.V311 && _flight.Scan.MustBeRefused)
        {
            _flight.Acknowledged = true;
            _flight.Deadline = now + _options.RefusalGrace;
        }
        else
        {
            _recentlyKept[_keptCount++ % _recentlyKept.Length] = _flight.Scan.Sequence;
            _lastKeptAt = now;
            Settle(kept: true, string.Empty);
        }
    }

    // False when the connection was given up.
    private bool FlightOverdue(long now)
    {
        if (_flight.Acknowledged)
        {
            ScanRecord scan = _flight.Scan;
            _flight.Settle();
            _buffer.Remove(kept: false);
            _port.Unanswered(scan);
            return true;
        }

        if (_flight.Attempts > _options.Retransmissions)
        {
            _link = LinkState.Connecting;
            _port.Close("scan unacknowledged");
            return false;
        }

        // MQTT 3.1.1 lets a client repeat a packet at any time; MQTT 5 does not (4.4), there it is a new publication of the same scan.
        bool repeat = _options.Version == MqttVersion.V311;
        SendFlight(now, repeat ? _flight.LastId : NextId(), repeat);
        return true;
    }

    private void SendNext(long now)
    {
        if (_link != LinkState.Up || !_uploading || _flight.Busy || _buffer.Count == 0 || now < _sendAt)
        {
            return;
        }

        _flight.Take(_buffer.Peek());
        SendFlight(now, NextId(), duplicate: false);
    }

    private void SendFlight(long now, ushort id, bool duplicate)
    {
        int attempt = _flight.Launch(id, now + _options.AckTimeout);
        _port.PublishScan(_flight.Scan, id, attempt, duplicate);
    }

    private void Settle(bool kept, string reason)
    {
        ScanRecord scan = _flight.Scan;
        _flight.Settle();
        _buffer.Remove(kept);
        if (kept)
        {
            _port.Kept(scan);
        }
        else
        {
            _port.Refused(scan, reason);
        }
    }

    private void PublishState(long now)
    {
        _stateId = NextId();
        _stateAt = now + _options.KeepAlive;
        _stateDeadline = now + _options.KeepAliveTimeout;
        _port.PublishState(_stateId, _buffer.Count);
    }

    private ushort NextId() => _packetId = _packetId == ushort.MaxValue ? (ushort)1 : (ushort)(_packetId + 1);

    // The reason string begins with the refusal's name when the box gives one.
    private static string RefusalName(byte code, string? reason)
    {
        string first = reason?.Split([':', ' ', ';'], 2)[0] ?? string.Empty;
        return first.Length > 0 ? first : $"0x{code:X2}";
    }
}
