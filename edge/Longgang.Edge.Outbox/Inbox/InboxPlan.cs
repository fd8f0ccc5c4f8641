namespace Longgang.Edge.Outbox.Inbox;

/// <summary>What a group of writes comes to, before anything of it is done.</summary>
/// <param name="Revision">Number of the transaction.</param>
/// <param name="Put">Entries that are new or change.</param>
/// <param name="Removed">Keys of entries that go.</param>
/// <param name="Digest">Of the inbox afterwards.</param>
/// <param name="Count">Entries afterwards.</param>
/// <param name="Bytes">Bytes of all entries afterwards.</param>
/// <param name="Pages">Most pages that the transaction may write.</param>
/// <param name="Grows">Whether it may need more room than there was: an entry is new, or larger than it was.</param>
internal sealed record InboxPlan(
    ulong Revision, IReadOnlyList<EntryDocument> Put, IReadOnlyList<string> Removed, ulong Digest, int Count, long Bytes, int Pages, bool Grows)
{
    /// <summary>Whether there is nothing to do, e.g. when what is to be removed is not there.</summary>
    internal bool IsEmpty => Put.Count == 0 && Removed.Count == 0;
}
