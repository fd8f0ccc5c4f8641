namespace Longgang.Edge.Core.Announcements;

/// <summary>Finds what is wrong with <see cref="AnnouncementOptions"/>; all of it, each with its key and what to do.</summary>
public static class AnnouncementOptionsValidator
{
    /// <summary>The problems, none when the options are good.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">Where they stand in the configuration.</param>
    public static IReadOnlyList<string> Check(AnnouncementOptions options, string section = "Announcements")
    {
        var problems = new List<string>();
        Range(options.MaxLive, 1, 10_000, nameof(options.MaxLive));
        Range(options.MaxRemembered, options.MaxLive, 100_000, nameof(options.MaxRemembered));
        Span(options.BeginWithin, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.BeginWithin));
        Span(options.NoAnswerMargin, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.NoAnswerMargin));
        Span(options.StopGrace, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.StopGrace));
        Span(options.FirstPause, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.FirstPause));
        Span(options.LongestPause, options.FirstPause, TimeSpan.FromHours(1), nameof(options.LongestPause));
        Span(options.RememberFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), nameof(options.RememberFor));
        if (options.Quiet is { } quiet && quiet.From == quiet.To)
        {
            problems.Add($"{section}:Quiet begins and ends at {quiet.From}: that is all day or never. Leave it out, or give two different times.");
        }

        return problems;

        void Range(int value, int least, int most, string key)
        {
            if (value < least || value > most)
            {
                problems.Add($"{section}:{key} is {value}. Set it to {least} … {most}.");
            }
        }

        void Span(TimeSpan value, TimeSpan least, TimeSpan most, string key)
        {
            if (value < least || value > most)
            {
                problems.Add($"{section}:{key} is {value}. Set it to {least} … {most}.");
            }
        }
    }
}
