using System.Text;
using Longgang.Contracts.Announcements;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>How long contents will play: recordings as long as they are, words by the pace of announcements in their language.</summary>
public static class ExpectedDuration
{
    // Characters a second: some 240 a minute in Chinese, 150 words a minute in English.
    private const double Chinese = 4;
    private const double Other = 14;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    /// <summary>All languages one after the other, with the words of a drill.</summary>
    public static TimeSpan Of(IReadOnlyList<AnnouncementContent> contents, bool drill)
    {
        TimeSpan total = TimeSpan.Zero;
        foreach (AnnouncementContent content in contents)
        {
            total += _pause + (content.Audio?.Duration ?? TimeSpan.Zero) + Spoken(content.Language, content.Text ?? string.Empty);
            if (drill)
            {
                total += Spoken(content.Language, DrillWords.Before(content.Language)) + Spoken(content.Language, DrillWords.After(content.Language));
            }
        }

        return total;
    }

    private static TimeSpan Spoken(string language, string text)
    {
        double pace = language is "zh-CN" or "yue" ? Chinese : Other;
        int characters = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters += pace > Chinese || Rune.IsLetterOrDigit(rune) ? 1 : 0;
        }

        return TimeSpan.FromSeconds(characters / pace);
    }
}
