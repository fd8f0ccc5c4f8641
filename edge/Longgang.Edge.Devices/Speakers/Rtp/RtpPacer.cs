namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>
/// Sends the packets of all streams when they are due. One thread of its own, since the pool's have other things to do at the twentieth of a millisecond;
/// each stream's times lie on a schedule that does not move, so that being late once makes nothing later.
/// </summary>
internal sealed class RtpPacer : IDisposable
{
    // Beyond this a burst of what was missed would overflow the listener's buffer: the schedule moves instead.
    private static readonly TimeSpan MaxCatchUp = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<RtpStream, (long Due, long Order)> _due = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly long _interval;
    private readonly long _maxCatchUp;
    private Thread? _thread;
    private long _order;
    private volatile bool _stopping;

    public RtpPacer(TimeProvider time)
    {
        _time = time;
        _interval = Ticks(RtpFormat.PacketTime);
        _maxCatchUp = Ticks(MaxCatchUp);
    }

    /// <summary>Streams that are on their way.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Begins to send.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "rtp", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>Adds a stream; its first packet is due at once.</summary>
    public void Add(RtpStream stream)
    {
        lock (_lock)
        {
            stream.Due = _time.GetTimestamp();
            Enqueue(stream);
        }

        _wake.Set();
    }

    /// <summary>Ends a stream. When it returns, no packet of it leaves any more.</summary>
    public void Stop(RtpStream stream)
    {
        lock (_lock)
        {
            stream.Stop();
        }
    }

    /// <summary>Sends what is due. Returns the timestamp of what is due next, or the greatest when nothing is.</summary>
    public long SendDue()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            while (_due.TryPeek(out RtpStream? stream, out (long Due, long Order) next) && next.Due <= now)
            {
                _due.Dequeue();
                if (now - stream.Due > _maxCatchUp)
                {
                    stream.Due = now;
                }

                if (stream.Send(now))
                {
                    stream.Due += _interval;
                    _due.Enqueue(stream, (stream.Due, next.Order)); // streams of one moment keep their order, so that none waits longer now and then
                }
            }

            return _due.TryPeek(out _, out (long Due, long Order) first) ? first.Due : long.MaxValue;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping)
        {
            return; // a container disposes of what it was given under several names several times
        }

        _stopping = true;
        _wake.Set();
        _thread?.Join();
        lock (_lock)
        {
            while (_due.TryDequeue(out RtpStream? stream, out _))
            {
                stream.Stop();
            }
        }

        _wake.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            long next = SendDue();
            if (next == long.MaxValue)
            {
                _wake.WaitOne();
                continue;
            }

            double wait = Math.Ceiling((next - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency);
            if (wait > 0)
            {
                _wake.WaitOne((int)wait);
            }
        }
    }

    private void Enqueue(RtpStream stream) => _due.Enqueue(stream, (stream.Due, _order++));

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
