using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>What is said in one language: words or a recording.</summary>
/// <param name="Language"><c>zh-CN</c>, <c>yue</c> or <c>en</c>.</param>
/// <param name="Text">The words; absent when it is a recording.</param>
/// <param name="Audio">SHA-256 of an uploaded recording, 64 lower-case hex digits; absent when it is words.</param>
public sealed record AnnouncementContentJson(string? Language, string? Text, string? Audio)
{
    /// <summary>The JSON of a content.</summary>
    public static AnnouncementContentJson Of(AnnouncementContent content) => new(content.Language, content.Text, content.Audio?.Sha256);
}
