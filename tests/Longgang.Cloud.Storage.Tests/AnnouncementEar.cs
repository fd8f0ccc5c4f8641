using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Storage.Tests;

/// <summary>Remembers the latest change that it was told of.</summary>
public sealed class AnnouncementEar : IAnnouncementChangeListener
{
    private long _last;

    public long Last => Interlocked.Read(ref _last);

    public void OnAnnouncementsCommitted(long lastChange) => Interlocked.Exchange(ref _last, lastChange);
}
