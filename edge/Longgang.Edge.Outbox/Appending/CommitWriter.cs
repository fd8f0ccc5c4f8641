namespace Longgang.Edge.Outbox.Appending;

/// <summary>
/// Writes and syncs one transaction while the owner gathers, compresses and inserts the next. At most one is under way, so a transaction is on the
/// disk before the one after it is written, and the log can tell a torn tail from damage. When it is written is decided by the <see cref="Hosting.ILaneHost"/>.
/// </summary>
internal abstract class CommitWriter(Action<LaneCommit> durable) : IDisposable
{
    private LaneCommit? _current;
    private Exception? _fault;

    /// <summary>Whether nothing is under way.</summary>
    internal abstract bool IsIdle { get; }

    /// <summary>Why the last transaction could not be written; it is then still to be had by <see cref="TakeFailed"/>.</summary>
    internal Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>Waits until nothing is under way.</summary>
    /// <exception cref="IOException">The last transaction could not be written.</exception>
    internal void WaitIdle()
    {
        Wait();
        if (Fault is { } fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Hands over a transaction. Nothing may be under way.</summary>
    internal void Submit(LaneCommit commit)
    {
        _current = commit;
        Begin();
    }

    /// <summary>The transaction that failed, after <see cref="WaitIdle"/> or <see cref="Fault"/> told so; clears the fault.</summary>
    internal LaneCommit? TakeFailed()
    {
        Wait();
        if (Interlocked.Exchange(ref _fault, null) is null)
        {
            return null;
        }

        LaneCommit? failed = _current;
        _current = null;
        return failed;
    }

    /// <summary>Ends it. What is under way is finished first.</summary>
    public abstract void Dispose();

    /// <summary>From here on something is under way.</summary>
    protected abstract void Begin();

    /// <summary>Returns when nothing is under way.</summary>
    protected abstract void Wait();

    /// <summary>Writes what was handed over, and only then says that it is durable.</summary>
    protected void Write()
    {
        LaneCommit commit = _current!;
        try
        {
            _ = commit.Store.WriteNext();
            durable(commit);
            _current = null;
        }
#pragma warning disable CA1031 // whatever happened here, the owner must know: it decides, and it alone
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _fault, exception);
        }
    }
}
