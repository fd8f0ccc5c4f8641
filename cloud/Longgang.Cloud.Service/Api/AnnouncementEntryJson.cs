using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>An entry of an announcement's history.</summary>
/// <param name="Change">Number of the change.</param>
/// <param name="Version">Version afterwards.</param>
/// <param name="What">created, edited, submitted, approved, refused, withdrawn, dispatch-begun, sent, ended, missed, retracted or commented.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">What they said.</param>
/// <param name="State">The state afterwards.</param>
/// <param name="Occurrence">The latest occurrence afterwards.</param>
/// <param name="Document">What was written, of created and edited.</param>
public sealed record AnnouncementEntryJson(
    long Change,
    long Version,
    string What,
    DateTimeOffset At,
    string By,
    string? Comment,
    string State,
    int Occurrence,
    AnnouncementDocumentJson? Document)
{
    /// <summary>The JSON of an entry.</summary>
    public static AnnouncementEntryJson Of(AnnouncementEntry entry) => new(
        entry.Change,
        entry.Version,
        AnnouncementNames.Of(entry.What),
        entry.At,
        entry.By,
        entry.Comment,
        AnnouncementNames.Of(entry.State),
        entry.Occurrence,
        entry.Document is { } document ? AnnouncementDocumentJson.Of(document) : null);
}
