using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Core.Tests.Announcements;

public sealed class AnnouncementOptionsValidatorTests
{
    [Fact]
    public void Check_Defaults_AreGood() => Assert.Empty(AnnouncementOptionsValidator.Check(new AnnouncementOptions()));

    [Fact]
    public void Check_SeveralMistakes_NamesAllOfThem()
    {
        IReadOnlyList<string> problems = AnnouncementOptionsValidator.Check(new AnnouncementOptions
        {
            MaxLive = 0,
            BeginWithin = TimeSpan.Zero,
            Quiet = new QuietHours(new TimeOnly(1, 0), new TimeOnly(1, 0)),
        });

        Assert.Equal(["MaxLive", "BeginWithin", "Quiet"], problems.Select(problem => problem.Split(' ')[0].Split(':')[1]));
    }

    [Theory]
    [InlineData("22:00", "06:00", "2026-03-14T15:00:00Z", 7)] // 23:00 in China
    [InlineData("22:00", "06:00", "2026-03-14T21:00:00Z", 1)]
    [InlineData("22:00", "06:00", "2026-03-14T22:00:00Z", 0)]
    [InlineData("22:00", "06:00", "2026-03-14T13:59:59Z", 0)]
    [InlineData("12:00", "14:00", "2026-03-14T04:00:00Z", 2)]
    [InlineData("12:00", "14:00", "2026-03-14T06:00:00Z", 0)]
    public void LeftAt_AroundTheClock_IsLocalTime(string from, string to, string at, int hours) => Assert.Equal(
        TimeSpan.FromHours(hours),
        new QuietHours(TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture))
            .LeftAt(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
}
