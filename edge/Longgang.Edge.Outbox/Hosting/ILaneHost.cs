using Longgang.Edge.Outbox.Appending;

namespace Longgang.Edge.Outbox.Hosting;

/// <summary>
/// Where a lane runs: on threads of its own (<see cref="LaneThreads"/>), or, in a deterministic simulation, wherever the simulation gives it a turn. The
/// lane itself never starts a thread, never sleeps and never runs what a caller does next: it asks its host.
/// </summary>
internal interface ILaneHost
{
    /// <summary>Makes what writes transactions.</summary>
    /// <param name="name">For people.</param>
    /// <param name="wakeOwner">To be set when a transaction has been written or has failed.</param>
    /// <param name="durable">To be told of each transaction that is on the disk.</param>
    CommitWriter CreateWriter(string name, ManualResetEventSlim wakeOwner, Action<LaneCommit> durable);

    /// <summary>The owner has nothing to do until <paramref name="wake"/> is set, and at most for so long.</summary>
    void Sleep(ManualResetEventSlim wake, TimeSpan longest);

    /// <summary>The owner waits before it tries again, at most until <paramref name="stop"/> is set.</summary>
    void Pause(ManualResetEventSlim stop, TimeSpan time);

    /// <summary>Tells callers how their appends ended. Never runs it before it returns.</summary>
    void Dispatch(IThreadPoolWorkItem outcome);
}
