using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Tests.Support;

/// <summary>A lane in memory whose disk the test controls: what was appended waits until it is committed, fails, or is lost in a crash.</summary>
internal sealed class SimLane(Lane kind) : ILane
{
    private readonly Lock _lock = new();
    private readonly List<(Event Item, TaskCompletionSource<ulong> Done)> _pending = [];
    private readonly List<Event> _durable = [];
    private Dictionary<string, DeviceCursor> _recovered = [];
    private bool _dead;

    public Lane Kind => kind;

    public LaneSnapshot Snapshot => throw new NotSupportedException();

    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => _recovered;

    public bool IsFull { get; set; }

    /// <summary>Checked with every event at the moment at which it becomes durable.</summary>
    public Action<Event>? OnDurable { get; set; }

    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    public IReadOnlyList<Event> Durable
    {
        get
        {
            lock (_lock)
            {
                return [.. _durable];
            }
        }
    }

    /// <summary>The file as the next process finds it.</summary>
    public SimLane Reopen()
    {
        lock (_lock)
        {
            _dead = true;
            var lane = new SimLane(kind) { OnDurable = OnDurable };
            lane._durable.AddRange(_durable);
            lane._recovered = Cursors();
            return lane;
        }
    }

    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_dead)
            {
                return new ValueTask<ulong>(new TaskCompletionSource<ulong>().Task); // the process is gone: nothing ever comes back
            }

            if (IsFull)
            {
                throw new LaneFullException(kind, 1, 1);
            }

            var done = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending.Add((item.Clone(), done));
            return new ValueTask<ulong>(done.Task);
        }
    }

    /// <summary>Commits the oldest.</summary>
    public void Commit(int count = int.MaxValue)
    {
        foreach ((ulong sequence, TaskCompletionSource<ulong> done) in Store(count))
        {
            done.SetResult(sequence);
        }
    }

    /// <summary>The store fails: the first of what waits are on the disk all the same, and nobody is told which.</summary>
    public void Fault(int onDisk)
    {
        List<(ulong, TaskCompletionSource<ulong> Done)> stored = Store(onDisk);
        List<TaskCompletionSource<ulong>> failed;
        lock (_lock)
        {
            failed = [.. stored.Select(one => one.Done), .. _pending.Select(one => one.Done)];
            _pending.Clear();
            _recovered = Cursors();
        }

        foreach (TaskCompletionSource<ulong> done in failed)
        {
            done.SetException(new LaneFaultedException(kind, new IOException("input/output error")));
        }
    }

    /// <summary>Power cut: the first of what waits made it to the disk.</summary>
    public void Crash(int onDisk)
    {
        Store(onDisk);
        lock (_lock)
        {
            _dead = true;
            _pending.Clear();
        }
    }

    public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count) => throw new NotSupportedException();

    private List<(ulong Sequence, TaskCompletionSource<ulong> Done)> Store(int count)
    {
        lock (_lock)
        {
            List<(ulong, TaskCompletionSource<ulong>)> stored = [];
            count = Math.Min(count, _pending.Count);
            foreach ((Event item, TaskCompletionSource<ulong> done) in _pending.Take(count))
            {
                OnDurable?.Invoke(item);
                _durable.Add(item);
                stored.Add(((ulong)_durable.Count, done));
            }

            _pending.RemoveRange(0, count);
            return stored;
        }
    }

    private Dictionary<string, DeviceCursor> Cursors()
    {
        var cursors = new Dictionary<string, DeviceCursor>();
        foreach (Event item in _durable.Where(item => item.DeviceSequence != 0))
        {
            DeviceCursor cursor = cursors.GetValueOrDefault(item.Device);
            if (cursor.Compare(item.DeviceEpoch, item.DeviceSequence) == CursorRelation.New)
            {
                cursors[item.Device] = cursor.Advance(item.DeviceEpoch, item.DeviceSequence);
            }
        }

        return cursors;
    }
}
