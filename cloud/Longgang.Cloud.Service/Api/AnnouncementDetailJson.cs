namespace Longgang.Cloud.Service.Api;

/// <summary>An announcement with its history and what boxes have answered.</summary>
/// <param name="Announcement">The announcement.</param>
/// <param name="History">Oldest first.</param>
/// <param name="Boxes">In the order of commands and boxes.</param>
public sealed record AnnouncementDetailJson(AnnouncementJson Announcement, IReadOnlyList<AnnouncementEntryJson> History, IReadOnlyList<CommandAnswerJson> Boxes);
