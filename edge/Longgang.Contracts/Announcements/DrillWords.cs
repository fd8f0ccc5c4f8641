namespace Longgang.Contracts.Announcements;

/// <summary>What is said before and after an exercise, so that nobody takes it for the real thing. The same words wherever they are put in.</summary>
public static class DrillWords
{
    /// <summary>What is said before.</summary>
    /// <param name="language">BCP 47 tag; of an unknown one it is English.</param>
    public static string Before(string language) => Primary(language) switch
    {
        "zh" => "演习，演习，这是演习。",
        "yue" => "演習，演習，呢個係演習。",
        _ => "Exercise, exercise, this is an exercise. ",
    };

    /// <summary>What is said after.</summary>
    /// <param name="language">BCP 47 tag; of an unknown one it is English.</param>
    public static string After(string language) => Primary(language) switch
    {
        "zh" => "以上是演习内容。",
        "yue" => "以上係演習內容。",
        _ => " This was an exercise.",
    };

    /// <summary>The text with the words before and after; one that has them already stays as it is.</summary>
    public static string Surround(string language, string text)
    {
        string before = Before(language);
        string after = After(language);
        return (text.StartsWith(before, StringComparison.Ordinal) ? string.Empty : before)
            + text
            + (text.EndsWith(after, StringComparison.Ordinal) ? string.Empty : after);
    }

    private static string Primary(string language) => language.Split('-')[0];
}
