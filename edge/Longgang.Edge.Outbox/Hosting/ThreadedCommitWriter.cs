using Longgang.Edge.Outbox.Appending;

namespace Longgang.Edge.Outbox.Hosting;

/// <summary>The second thread of a lane.</summary>
internal sealed class ThreadedCommitWriter : CommitWriter
{
    private readonly ManualResetEventSlim _wakeOwner;
    private readonly ManualResetEventSlim _submitted = new(false, 0);
    private readonly ManualResetEventSlim _idle = new(true, 0);
    private readonly Thread _thread;
    private volatile bool _stop;

    internal ThreadedCommitWriter(string name, ManualResetEventSlim wakeOwner, Action<LaneCommit> durable)
        : base(durable)
    {
        _wakeOwner = wakeOwner;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    internal override bool IsIdle => _idle.IsSet;

    public override void Dispose()
    {
        _stop = true;
        _submitted.Set();
        _thread.Join();
        _submitted.Dispose();
        _idle.Dispose();
    }

    protected override void Begin()
    {
        _idle.Reset();
        _submitted.Set();
    }

    protected override void Wait() => _idle.Wait();

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

            Write();
            _idle.Set();
            _wakeOwner.Set();
        }
    }
}
