using Google.Protobuf;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>What there is to say, and about how long it takes.</summary>
internal static class Speech
{
    // A calm announcer speaks four Chinese characters, or fourteen letters, a second; slow voices take twice as long. What is too long costs a
    // silent speaker's queue some seconds, what is too short would call a speaker silent that still plays.
    private static readonly TimeSpan _ideograph = TimeSpan.FromMilliseconds(450);
    private static readonly TimeSpan _letter = TimeSpan.FromMilliseconds(140);
    private static readonly TimeSpan _breath = TimeSpan.FromSeconds(1);

    /// <summary>The contents of a play; those of a drill say before and after that it is one.</summary>
    internal static IReadOnlyList<Content> ContentsOf(Play play)
    {
        if (!play.Drill)
        {
            return play.Contents;
        }

        var contents = new List<Content>();
        foreach (Content content in play.Contents)
        {
            if (content.FormCase == Content.FormOneofCase.Text)
            {
                contents.Add(new Content { Language = content.Language, Text = DrillWords.Surround(content.Language, content.Text) });
                continue;
            }

            contents.AddRange([Words(content.Language, DrillWords.Before(content.Language)), content, Words(content.Language, DrillWords.After(content.Language))]);
        }

        return contents;
    }

    /// <summary>Names a content: the same words or the same file have the same name.</summary>
    internal static string KeyOf(Content content) => content.FormCase == Content.FormOneofCase.Audio
        ? Convert.ToHexStringLower(content.Audio.Sha256.Span)
        : $"{content.Language}/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(ByteString.CopyFromUtf8(content.Text).Span))}";

    /// <summary>The longest that a content may take.</summary>
    internal static TimeSpan DurationOf(Content content, AudioClip? clip)
    {
        TimeSpan spoken = _breath;
        if (content.FormCase == Content.FormOneofCase.Audio)
        {
            spoken = TimeSpan.FromMilliseconds(content.Audio.DurationMs);
        }
        else
        {
            foreach (char character in content.Text)
            {
                spoken += character >= '\u2E80' ? _ideograph : _letter;
            }
        }

        return clip is not null && clip.Duration > spoken ? clip.Duration : spoken;
    }

    private static Content Words(string language, string text) => new() { Language = language, Text = text.Trim() };
}
