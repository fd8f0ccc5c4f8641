namespace Longgang.Cloud.Core.Announcements;

/// <summary>
/// Hears that changes of announcements, of their speakers' parts or of boxes' answers were committed. It gets only the number: whoever wants the changes reads them from the store.
/// </summary>
public interface IAnnouncementChangeListener
{
    /// <summary>Must not block: it is called on the store's writer.</summary>
    /// <param name="lastChange">Number of the latest committed change.</param>
    void OnAnnouncementsCommitted(long lastChange);
}
