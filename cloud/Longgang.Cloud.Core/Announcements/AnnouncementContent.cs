namespace Longgang.Cloud.Core.Announcements;

/// <summary>What is said in one language: words or a recording.</summary>
/// <param name="Language">BCP 47 tag: <c>zh-CN</c>, <c>yue</c>, <c>en</c>.</param>
/// <param name="Text">The words; null when it is a recording.</param>
/// <param name="Audio">The recording; null when it is words.</param>
public sealed record AnnouncementContent(string Language, string? Text, AudioAsset? Audio = null);
