using Longgang.Edge.Outbox.Appending;

namespace Longgang.Simulation.Tests.Box;

/// <summary>Writes when the world says so, or at once when the owner waits for it.</summary>
internal sealed class SteppedCommitWriter(Action<LaneCommit> durable, Action begun) : CommitWriter(durable)
{
    private bool _underWay;

    internal override bool IsIdle => !_underWay;

    public override void Dispose()
    {
    }

    internal void Step() => Wait();

    protected override void Begin()
    {
        _underWay = true;
        begun();
    }

    protected override void Wait()
    {
        if (_underWay)
        {
            Write();
            _underWay = false;
        }
    }
}
