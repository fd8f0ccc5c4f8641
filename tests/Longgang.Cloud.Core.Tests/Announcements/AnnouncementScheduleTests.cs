using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Core.Tests.Announcements;

public sealed class AnnouncementScheduleTests
{
    private static readonly DateTimeOffset Now = Documents.Now;

    [Fact]
    public void First_Once_FromNowOrNotBeforeUntilItExpires()
    {
        AnnouncementDocument document = Documents.Sound();

        Assert.Equal(new PlayWindow(Now, Now.AddHours(1)), AnnouncementSchedule.First(document, Now));
        Assert.Equal(new PlayWindow(Now.AddMinutes(5), Now.AddHours(1)), AnnouncementSchedule.First(document with { NotBefore = Now.AddMinutes(5) }, Now));
        Assert.Null(AnnouncementSchedule.First(document, Now.AddHours(1)));
        Assert.Null(AnnouncementSchedule.After(document, new PlayWindow(Now, Now.AddHours(1))));
    }

    [Fact]
    public void Until_Weekdays_InTheDistrictsTimeAndNotAfterTheEnd()
    {
        AnnouncementDocument document = Documents.Sound() with { Repeat = new AnnouncementRepeat("30 18 * * 1-5", TimeSpan.FromHours(3)), Expires = new DateTimeOffset(2022, 3, 22, 11, 0, 0, TimeSpan.Zero) };

        IReadOnlyList<PlayWindow> windows = AnnouncementSchedule.Until(document, Now, Now.AddDays(30), 100);

        // 18:30 in Longgang is 10:30 UTC; the 19th and 20th are a weekend; the last one is cut by the end.
        Assert.Equal([14, 15, 16, 17, 18, 21, 22], windows.Select(window => window.Begin.UtcDateTime.Day));
        Assert.All(windows, window => Assert.Equal(new TimeSpan(10, 30, 0), window.Begin.UtcDateTime.TimeOfDay));
        Assert.Equal(windows[0].Begin.AddHours(3), windows[0].Expires);
        Assert.Equal(document.Expires, windows[^1].Expires);
    }

    [Fact]
    public void Until_OccurrencesThatWouldOverlap_EndBeforeTheNextBegins()
    {
        AnnouncementDocument document = Documents.Sound() with { Repeat = new AnnouncementRepeat("*/10 * * * *", TimeSpan.FromHours(1)), Expires = Now.AddHours(1) };

        IReadOnlyList<PlayWindow> windows = AnnouncementSchedule.Until(document, Now, Now.AddDays(1), 100);

        Assert.Equal(6, windows.Count);
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.True(pair.First.Expires + Announcement.ClosedAfter < pair.Second.Begin));
        Assert.Equal(2, AnnouncementSchedule.Until(document, Now, Now.AddMinutes(20), 100).Count);
        Assert.Equal(3, AnnouncementSchedule.Until(document, Now, Now.AddDays(1), 3).Count);
    }
}
