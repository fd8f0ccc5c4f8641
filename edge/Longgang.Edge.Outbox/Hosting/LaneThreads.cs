using Longgang.Edge.Outbox.Appending;

namespace Longgang.Edge.Outbox.Hosting;

/// <summary>The host of every lane in production: two threads for each lane, the pool for its callers.</summary>
internal sealed class LaneThreads : ILaneHost
{
    internal static LaneThreads Instance { get; } = new();

    public CommitWriter CreateWriter(string name, ManualResetEventSlim wakeOwner, Action<LaneCommit> durable) =>
        new ThreadedCommitWriter(name, wakeOwner, durable);

    public void Sleep(ManualResetEventSlim wake, TimeSpan longest) =>
        _ = wake.Wait(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(longest.TotalMilliseconds))));

    public void Pause(ManualResetEventSlim stop, TimeSpan time) => _ = stop.Wait(time);

    public void Dispatch(IThreadPoolWorkItem outcome) => _ = ThreadPool.UnsafeQueueUserWorkItem(outcome, preferLocal: false);
}
