namespace Longgang.Edge.Outbox.Appending;

/// <summary>
/// The second thread of a lane: it writes and syncs one transaction while the owner gathers, compresses and inserts the next. At most one
/// is under way, so a transaction is on the disk before the one after it is written, and the log can tell a torn tail from damage.
/// </summary>
internal sealed class CommitWriter : IDisposable
{
    private readonly Action<LaneCommit> _durable;
    private readonly ManualResetEventSlim _wakeOwner;
    private readonly ManualResetEventSlim _submitted = new(false, 0);
    private readonly ManualResetEventSlim _idle = new(true, 0);
    private readonly Thread _thread;
    private LaneCommit? _current;
    private Exception? _fault;
    private volatile bool _stop;

    internal CommitWriter(string name, ManualResetEventSlim wakeOwner, Action<LaneCommit> durable)
    {
        _wakeOwner = wakeOwner;
        _durable = durable;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Whether nothing is under way.</summary>
    internal bool IsIdle => _idle.IsSet;

    /// <summary>Why the last transaction could not be written; it is then still to be had by <see cref="TakeFailed"/>.</summary>
    internal Exception? Fault => Volatile.Read(ref _fault);

    internal void Start() => _thread.Start();

    /// <summary>Waits until nothing is under way.</summary>
    /// <exception cref="IOException">The last transaction could not be written.</exception>
    internal void WaitIdle()
    {
        _idle.Wait();
        if (Fault is { } fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Hands over a transaction. Nothing may be under way.</summary>
    internal void Submit(LaneCommit commit)
    {
        _current = commit;
        _idle.Reset();
        _submitted.Set();
    }

    /// <summary>The transaction that failed, after <see cref="WaitIdle"/> or <see cref="Fault"/> told so; clears the fault.</summary>
    internal LaneCommit? TakeFailed()
    {
        _idle.Wait();
        if (Interlocked.Exchange(ref _fault, null) is null)
        {
            return null;
        }

        LaneCommit? failed = _current;
        _current = null;
        return failed;
    }

    public void Dispose()
    {
        _stop = true;
        _submitted.Set();
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0)
        {
            _thread.Join();
        }

        _submitted.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _submitted.Wait();
            _submitted.Reset();
            if (_stop)
            {
                return;
            }

            LaneCommit commit = _current!;
            try
            {
                _ = commit.Store.WriteNext();
                _durable(commit);
                _current = null;
            }
#pragma warning disable CA1031 // whatever happened here, the owner must know: it decides, and it alone
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _fault, exception);
            }

            _idle.Set();
            _wakeOwner.Set();
        }
    }
}
