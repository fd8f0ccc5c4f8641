namespace Longgang.FirmwareSim.Fleet;

/// <summary>One thread that keeps the time of all devices: a queue by due time, at most one live entry per device.</summary>
public sealed class FleetLoop(FleetClock clock) : IDisposable
{
    // Short enough that the 2 s time-outs of devices, set from other threads, are met; arrivals are known to the loop exactly.
    private const int LongestWait = 5;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<ILoopMember, long> _queue = new();
    private readonly ManualResetEventSlim _stopped = new();
    private Thread? _thread;

    /// <summary>Called in each round; returns the milliseconds until it wants to be called again.</summary>
    public Func<double>? EachRound { get; set; }

    public void Start()
    {
        _thread = new Thread(Run) { Name = "fleet", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Makes sure that the device is called at <paramref name="due"/> or before.</summary>
    public void Schedule(ILoopMember device, long due)
    {
        lock (_gate)
        {
            if (due < device.QueuedDue)
            {
                device.QueuedDue = due;
                _queue.Enqueue(device, due);
            }
        }
    }

    public void Dispose()
    {
        if (!_stopped.IsSet)
        {
            _stopped.Set();
            _thread?.Join();
            _stopped.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopped.IsSet)
        {
            double wait = EachRound?.Invoke() ?? LongestWait;
            long now = clock.Milliseconds;
            while (TakeDue(now) is { } device)
            {
                Schedule(device, device.Tick());
            }

            lock (_gate)
            {
                wait = _queue.TryPeek(out _, out long due) ? Math.Min(wait, due - clock.Milliseconds) : wait;
            }

            if (wait > 0)
            {
                _stopped.Wait(Math.Clamp((int)Math.Ceiling(wait), 1, LongestWait));
            }
        }
    }

    private ILoopMember? TakeDue(long now)
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out ILoopMember? device, out long due) && due <= now)
            {
                _queue.Dequeue();
                // An entry whose time is not the device's current one was overtaken by an earlier entry.
                if (due == device.QueuedDue)
                {
                    device.QueuedDue = long.MaxValue;
                    return device;
                }
            }

            return null;
        }
    }
}
