using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>A write that waits to be durable, and who waits for it.</summary>
internal sealed class InboxWrite(IReadOnlyList<InboxEntry> entries, long bytes)
{
    private readonly TaskCompletionSource _done = new(); // told by an outcome, on a thread that does nothing else

    internal IReadOnlyList<InboxEntry> Entries => entries;

    internal long Bytes => bytes;

    internal Task Done => _done.Task;

    internal void Tell(Exception? failure)
    {
        if (failure is null)
        {
            _done.SetResult();
        }
        else
        {
            _done.SetException(failure);
        }
    }
}
