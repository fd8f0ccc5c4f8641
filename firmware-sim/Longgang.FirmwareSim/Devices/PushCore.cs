namespace Longgang.FirmwareSim.Devices;

/// <summary>A sentinel that pushes over HTTP, without clock and socket: one request in flight, a backlog travels in arrays.</summary>
public sealed class PushCore(SentinelOptions options, IPushPort port, Random random)
{
    private const int LargestRequest = 100;

    private readonly ScanBuffer _buffer = new(options.BufferCapacity);
    private readonly ScanRecord[] _flight = new ScanRecord[LargestRequest];
    private int _flying;
    private bool _waiting;
    private int _failures;
    private long _backOff = options.BackOff;
    private long _sendAt;

    public int Buffered => _buffer.Count;

    /// <summary>The scans that were sent and are not settled.</summary>
    public ReadOnlySpan<ScanRecord> Sent => _flight.AsSpan(0, _flying);

    public long NextDue => !_waiting && _buffer.Count > 0 ? _sendAt : long.MaxValue;

    public void Arrive(long now, in ScanRecord draft)
    {
        if (!_buffer.TryAdd(draft))
        {
            port.Dropped();
        }

        Tick(now);
    }

    public void Tick(long now)
    {
        if (_waiting || _buffer.Count == 0 || now < _sendAt)
        {
            return;
        }

        // After a failure the same scans go again, then what came meanwhile: a box recognises what it kept.
        _flying = _buffer.PeekMany(_flight);
        _waiting = true;
        port.Push(_flight.AsMemory(0, _flying));
    }

    /// <summary>The box answered each scan, or, for a request of one, refused it as a whole.</summary>
    public void Answered(long now, IReadOnlyList<BoxAnswer> answers)
    {
        _waiting = false;
        int settled = 0;
        while (settled < Math.Min(_flying, answers.Count) && answers[settled].Refused is not ("box-full" or "box-fault"))
        {
            ScanRecord scan = _flight[settled];
            bool kept = answers[settled].Refused is null;
            _buffer.Remove(kept);
            if (kept)
            {
                port.Kept(scan);
            }
            else
            {
                port.Refused(scan, answers[settled].Refused!);
            }

            settled++;
        }

        _flight.AsSpan(settled, _flying - settled).CopyTo(_flight);
        _flying -= settled;
        if (settled == 0)
        {
            Failed(now, null);
            return;
        }

        _failures = 0;
        _backOff = options.BackOff;
        _sendAt = _flying > 0 ? now + options.RefusedPause : now;
        Tick(now);
    }

    /// <summary>No answer, or "not now".</summary>
    public void Failed(long now, long? retryAfter)
    {
        _waiting = false;
        _failures++;
        if (retryAfter is { } pause)
        {
            _sendAt = now + pause + random.NextInt64(options.RefusedPause);
        }
        else if (_failures <= options.Retransmissions)
        {
            _sendAt = now + (options.BackOff / 2) + random.NextInt64(options.BackOff);
        }
        else
        {
            _sendAt = now + (_backOff / 2) + random.NextInt64(_backOff);
            _backOff = Math.Min(_backOff * 2, options.BackOffLimit);
        }
    }
}
