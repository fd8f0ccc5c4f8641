namespace Longgang.Edge.Outbox.Inbox;

/// <summary>Tells those who wait how their writes ended, one after the other in the order of their calls.</summary>
internal sealed class InboxOutcome(IReadOnlyList<InboxWrite> writes, Exception? failure) : IThreadPoolWorkItem
{
    public void Execute()
    {
        foreach (InboxWrite write in writes)
        {
            write.Tell(failure);
        }
    }
}
