namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>
/// Commands on their way to one connection: packet ids, the device's own limit of what it takes at once (MQTT 5 Receive Maximum), and how long
/// an acknowledgement may take. Nothing waits here for a device that is away.
/// </summary>
internal sealed class MqttCommands(TimeProvider time, Func<byte[], ushort, bool> write)
{
    private const int MaxWaiting = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, (long SentAt, TimeSpan Within)> _sent = [];
    private readonly Queue<byte[]> _waiting = new();
    private ushort _last;

    /// <summary>How many commands the device takes before it has acknowledged one.</summary>
    public int ReceiveMaximum { get; set; } = ushort.MaxValue;

    /// <summary>Sends a command at once. False: it was not sent, for certain.</summary>
    /// <param name="payload">The command.</param>
    /// <param name="quality">0 or 1, as the device has subscribed.</param>
    /// <param name="within">How long it is of use; beyond that without an acknowledgement the connection is worth nothing.</param>
    public bool Send(byte[] payload, int quality, TimeSpan within)
    {
        lock (_lock)
        {
            if (quality == 0)
            {
                return write(payload, 0);
            }

            return _sent.Count < ReceiveMaximum && Write(payload, within);
        }
    }

    /// <summary>Sends a command, at the latest when the device has acknowledged what is before it. For what is right at any time.</summary>
    public void SendWhenPossible(byte[] payload, int quality, TimeSpan within)
    {
        lock (_lock)
        {
            if (quality == 0)
            {
                write(payload, 0);
            }
            else if (_sent.Count < ReceiveMaximum)
            {
                Write(payload, within);
            }
            else if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue(payload);
            }
        }
    }

    /// <summary>The device has a command.</summary>
    public void Acknowledged(ushort packetId)
    {
        lock (_lock)
        {
            if (_sent.Remove(packetId, out (long SentAt, TimeSpan Within) sent) && _waiting.TryDequeue(out byte[]? next))
            {
                Write(next, sent.Within);
            }
        }
    }

    /// <summary>Whether a command was not acknowledged while it was of use.</summary>
    public bool IsOverdue()
    {
        lock (_lock)
        {
            foreach ((long sentAt, TimeSpan within) in _sent.Values)
            {
                if (time.GetElapsedTime(sentAt) > within)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private bool Write(byte[] payload, TimeSpan within)
    {
        do
        {
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        }
        while (_sent.ContainsKey(_last));

        // Known before it is written: the acknowledgement may come while the write is still under way.
        _sent[_last] = (time.GetTimestamp(), within);
        if (write(payload, _last))
        {
            return true;
        }

        _sent.Remove(_last);
        return false;
    }
}
