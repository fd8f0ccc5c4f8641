using Longgang.FirmwareSim.Devices;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>
/// The part of a loudspeaker that keeps its connection and its receipts, without clock, socket and thread. A receipt stays until it is acknowledged;
/// those that are not go again, in their order, after a reconnect.
/// </summary>
public sealed class SpeakerLink(SpeakerOptions options, ISpeakerWire wire, Random random, long firstConnectAt)
{
    private const long Never = long.MaxValue;
    private const byte QuotaExceeded = 0x97;
    private const byte Unspecified = 0x80;
    private const byte ServerBusy = 0x89;

    private readonly List<Pending> _receipts = [];
    private LinkState _link = LinkState.Down;
    private long _connectAt = firstConnectAt;
    private long _poweredFrom;
    private bool _off;
    private long _backOff = options.BackOff;
    private ushort _packetId;
    private ushort _stateId;
    private long _stateAt = Never;
    private long _stateDeadline = Never;

    /// <summary>Receipts that no box has kept.</summary>
    public int Buffered => _receipts.Count;

    /// <summary>True once a keep-alive was acknowledged on this connection.</summary>
    public bool Ready { get; private set; }

    /// <summary>When <see cref="Tick"/> wants to be called.</summary>
    public long NextDue
    {
        get
        {
            if (_link == LinkState.Connecting)
            {
                return Never;
            }

            if (_link == LinkState.Down)
            {
                return _off ? _poweredFrom : _connectAt;
            }

            long due = Math.Min(_stateAt, _stateDeadline);
            bool waits = false;
            foreach (Pending pending in _receipts)
            {
                if (pending.PacketId != 0)
                {
                    due = Math.Min(due, pending.Deadline);
                }
                else if (!waits)
                {
                    waits = true;
                    due = Math.Min(due, pending.NotBefore);
                }
            }

            return due;
        }
    }

    /// <summary>False while the power is gone.</summary>
    public bool Powered => !_off;

    public void Connected(long now)
    {
        if (_off)
        {
            wire.Close("power lost");
            return;
        }

        _link = LinkState.Up;
        PublishState(now);
        SendNext(now);
    }

    public void Disconnected(long now)
    {
        _link = LinkState.Down;
        Ready = false;
        _stateAt = _stateDeadline = Never;
        foreach (Pending pending in _receipts)
        {
            pending.PacketId = 0;
        }

        // Half to three halves: a box that comes back does not meet all of its devices in the same millisecond.
        _connectAt = now + (_backOff / 2) + random.NextInt64(_backOff);
        _backOff = Math.Min(_backOff * 2, options.BackOffLimit);
    }

    /// <summary>Takes a receipt to be sent, not before its time.</summary>
    public void Enqueue(long now, in SpeakerReceipt receipt, long notBefore)
    {
        if (_receipts.Count == options.QueueCapacity)
        {
            SpeakerReceipt oldest = _receipts[0].Receipt;
            _receipts.RemoveAt(0);
            wire.Dropped(oldest);
        }

        _receipts.Add(new Pending { Receipt = receipt, NotBefore = notBefore });
        SendNext(now);
    }

    public void Acknowledged(long now, ushort packetId, byte code)
    {
        if (packetId == _stateId && _stateDeadline != Never)
        {
            _stateDeadline = Never;
            if (code >= 0x80)
            {
                _stateAt = now + options.RefusedPause;
            }
            else
            {
                Ready = true;
                _backOff = options.BackOff;
            }

            return;
        }

        int at = _receipts.FindIndex(pending => pending.PacketId == packetId);
        if (packetId == 0 || at < 0)
        {
            return;
        }

        if (code is QuotaExceeded or Unspecified or ServerBusy)
        {
            _receipts[at].PacketId = 0;
            _receipts[at].NotBefore = now + options.RefusedPause + random.NextInt64(options.RefusedPause);
            return;
        }

        SpeakerReceipt receipt = _receipts[at].Receipt;
        _receipts.RemoveAt(at);
        if (code >= 0x80)
        {
            wire.Refused(receipt, code);
        }
        else
        {
            wire.Kept(receipt);
        }
    }

    public void Tick(long now)
    {
        if (_link == LinkState.Down && _off && now >= _poweredFrom)
        {
            _off = false;
            _connectAt = now;
            wire.PoweredUp();
        }

        if (_link == LinkState.Down && !_off && now >= _connectAt)
        {
            _link = LinkState.Connecting;
            wire.Connect();
        }

        if (_link != LinkState.Up)
        {
            return;
        }

        if (now >= _stateDeadline || _receipts.Exists(pending => pending.PacketId != 0 && now >= pending.Deadline))
        {
            _link = LinkState.Connecting;
            wire.Close("unacknowledged");
            return;
        }

        if (now >= _stateAt)
        {
            PublishState(now);
        }

        SendNext(now);
    }

    /// <summary>Gone without goodbye, until a time.</summary>
    /// <param name="until">When it comes back.</param>
    /// <param name="forgetting">Receipts that were not acknowledged are lost.</param>
    public void PowerLost(long until, bool forgetting)
    {
        _off = true;
        _poweredFrom = until;
        if (forgetting)
        {
            _receipts.Clear();
        }

        if (_link == LinkState.Up)
        {
            _link = LinkState.Connecting;
            wire.Close("power lost");
        }
    }

    // What was postponed keeps what follows it waiting: receipts leave in their order.
    private void SendNext(long now)
    {
        if (_link != LinkState.Up)
        {
            return;
        }

        foreach (Pending pending in _receipts)
        {
            if (pending.PacketId != 0)
            {
                continue;
            }

            if (pending.NotBefore > now)
            {
                return;
            }

            pending.PacketId = NextId();
            pending.Deadline = now + options.AckTimeout;
            wire.PublishReceipt(pending.Receipt, pending.PacketId, pending.Attempts++ > 0);
        }
    }

    private void PublishState(long now)
    {
        _stateId = NextId();
        _stateAt = now + options.KeepAlive;
        _stateDeadline = now + options.AckTimeout;
        wire.PublishState(_stateId, _receipts.Count);
    }

    // 65535 belongs to the subscription.
    private ushort NextId() => _packetId = _packetId >= ushort.MaxValue - 1 ? (ushort)1 : (ushort)(_packetId + 1);

    private sealed class Pending
    {
        public SpeakerReceipt Receipt { get; init; }

        public long NotBefore { get; set; }

        /// <summary>0 while it waits.</summary>
        public ushort PacketId { get; set; }

        public long Deadline { get; set; }

        public int Attempts { get; set; }
    }
}
