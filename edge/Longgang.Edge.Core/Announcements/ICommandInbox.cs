namespace Longgang.Edge.Core.Announcements;

/// <summary>
/// What the box was told to do and how far it is with it, durable: entries by key. A kill, a power cut or a torn write loses nothing of what
/// <see cref="WriteAsync"/> has completed for.
/// </summary>
public interface ICommandInbox
{
    /// <summary>What the inbox held when it was opened. Read once at start.</summary>
    IReadOnlyList<InboxEntry> Recovered { get; }

    /// <summary>
    /// What a damaged store could not give back, for people and for the cloud; null when nothing. With it <see cref="Recovered"/> may hold entries that are older than what was written last,
    /// or that had been removed. It comes again after a kill, until an orderly end.
    /// </summary>
    string? Damage { get; }

    /// <summary>Bytes of its files.</summary>
    long FileBytes { get; }

    /// <summary>
    /// Writes entries, all or none; an entry without content is removed. Completes when it is durable. Calls that come while one is
    /// being synced share the next sync; they become durable in the order in which they came. Together the contents have at most 2 MiB.
    /// </summary>
    /// <exception cref="InboxFullException">The bound or the disk is full; nothing was written. Removing is always possible, and so is a content that is no longer than the one before.</exception>
    /// <exception cref="InboxFaultedException">The store failed; whether it was written is not known.</exception>
    ValueTask WriteAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken);
}
