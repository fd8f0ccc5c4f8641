namespace Longgang.Edge.Devices.Speakers;

/// <summary>Language tags as RFC 4647, 3.3.1 matches them: <c>zh</c> covers <c>zh-CN</c>.</summary>
internal static class LanguageRange
{
    /// <summary>Whether a range covers a tag.</summary>
    public static bool Covers(string range, string tag) =>
        tag.StartsWith(range, StringComparison.OrdinalIgnoreCase) && (tag.Length == range.Length || tag[range.Length] == '-');
}
