namespace Longgang.Edge.Outbox.Appending;

/// <summary>How one append ended that was not part of a durable transaction.</summary>
/// <param name="Item">The append.</param>
/// <param name="Sequence">Its sequence, when it is durable after all.</param>
/// <param name="Failure">Why it may not be durable; null when it is.</param>
/// <param name="Told">To be called once the caller knows.</param>
internal sealed record AppendOutcome(PendingAppend Item, ulong Sequence, Exception? Failure, Action Told) : IThreadPoolWorkItem
{
    public void Execute()
    {
        if (Failure is { } failure)
        {
            Item.Fail(failure);
        }
        else
        {
            Item.Complete(Sequence);
        }

        Told();
    }
}
