namespace Longgang.Cloud.Core.Announcements;

/// <summary>Announcements, their history, and what speakers have made of them.</summary>
public interface IAnnouncementStore
{
    /// <summary>
    /// Writes a step, its entry in the history, its commands and its targets in one transaction. Nothing is written when the announcement is not of the version before
    /// (<see cref="AnnouncementStep.After"/>'s minus one; version 1 is a new one): then it has to be decided anew.
    /// With a retraction the commands that went before it are not sent again.
    /// </summary>
    Task<AnnouncementSaved> SaveAsync(AnnouncementStep step, CancellationToken cancellationToken);

    /// <summary>The announcement of that id, or null.</summary>
    Task<Announcement?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>A page of announcements, newest first.</summary>
    Task<IReadOnlyList<Announcement>> ListAsync(AnnouncementQuery query, CancellationToken cancellationToken);

    /// <summary>Announcements with <see cref="Announcement.DueAt"/> at or before a moment, the longest due first.</summary>
    Task<IReadOnlyList<Announcement>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The least <see cref="Announcement.DueAt"/> of all; null: there is none.</summary>
    Task<DateTimeOffset?> ReadNextDueAsync(CancellationToken cancellationToken);

    /// <summary>What was done with an announcement, oldest first; empty when there is no such announcement.</summary>
    Task<IReadOnlyList<AnnouncementEntry>> ReadHistoryAsync(string id, CancellationToken cancellationToken);

    /// <summary>The parts of all speakers in an occurrence, in the order of device ids.</summary>
    Task<IReadOnlyList<SpeakerPart>> ReadPartsAsync(string id, int occurrence, CancellationToken cancellationToken);

    /// <summary>Closes the parts that no box has closed: <c>unreachable</c>, <see cref="SpeakerPart.BoxSilent"/>. A later word of the box takes their place.</summary>
    /// <returns>How many.</returns>
    Task<int> CloseSilentAsync(string id, int occurrence, CancellationToken cancellationToken);

    /// <summary>Changes after a number, in order.</summary>
    Task<IReadOnlyList<AnnouncementChange>> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Number of the latest change, 0 when there is none.</summary>
    Task<long> ReadLastChangeAsync(CancellationToken cancellationToken);
}
