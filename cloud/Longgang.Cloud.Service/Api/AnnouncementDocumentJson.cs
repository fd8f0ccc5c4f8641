using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>What an author writes. It may be incomplete until it is submitted.</summary>
/// <param name="Title">Its name in lists; speakers do not say it.</param>
/// <param name="Contents">One for each language, played in this order.</param>
/// <param name="Audience">Who hears it.</param>
/// <param name="Level">red, orange, yellow or blue.</param>
/// <param name="Priority">0 … 9, the higher one interrupts the lower one; absent: 0.</param>
/// <param name="NotBefore">Not to begin before; absent: at once.</param>
/// <param name="Expires">No speaker begins it after this moment.</param>
/// <param name="Repeat">When it is played again; absent: once.</param>
/// <param name="Drill">An exercise; the words say so.</param>
/// <param name="VolumePercent">1 … 100; absent: as each speaker is set.</param>
/// <param name="Retraction">What is said when it is called back.</param>
public sealed record AnnouncementDocumentJson(
    string? Title,
    IReadOnlyList<AnnouncementContentJson>? Contents,
    AudienceJson? Audience,
    string? Level,
    int? Priority,
    DateTimeOffset? NotBefore,
    DateTimeOffset? Expires,
    AnnouncementRepeatJson? Repeat,
    bool? Drill,
    int? VolumePercent,
    IReadOnlyList<AnnouncementContentJson>? Retraction)
{
    /// <summary>The JSON of a document.</summary>
    public static AnnouncementDocumentJson Of(AnnouncementDocument document) => new(
        document.Title,
        [.. document.Contents.Select(AnnouncementContentJson.Of)],
        AudienceJson.Of(document.Audience),
        document.Level == Severity.Unspecified ? null : WireNames.Of(document.Level),
        document.Priority,
        document.NotBefore,
        document.Expires,
        document.Repeat is { } repeat ? AnnouncementRepeatJson.Of(repeat) : null,
        document.Drill,
        document.VolumePercent,
        [.. document.Retraction.Select(AnnouncementContentJson.Of)]);

    /// <summary>The document, or what in it means nothing.</summary>
    /// <param name="recordings">Finds a recording by its hash.</param>
    /// <param name="problem">What means nothing, and what to do; null with the document.</param>
    internal AnnouncementDocument? ToDocument(Func<string, AudioAsset?> recordings, out (string Why, string Todo)? problem)
    {
        problem = FindProblem(recordings);
        return problem.HasValue ? null : new AnnouncementDocument
        {
            Title = Title?.Trim() ?? string.Empty,
            Contents = Read(Contents, recordings),
            Audience = Audience?.ToAudience() ?? new Audience(),
            Level = Level is null ? Severity.Unspecified : WireNames.ParseSeverity(Level) ?? Severity.Unspecified,
            Priority = Priority ?? 0,
            NotBefore = NotBefore,
            Expires = Expires,
            Repeat = Repeat?.ToRepeat(),
            Drill = Drill ?? false,
            VolumePercent = VolumePercent,
            Retraction = Read(Retraction, recordings),
        };
    }

    private (string Why, string Todo)? FindProblem(Func<string, AudioAsset?> recordings)
    {
        if (Level is not null && WireNames.ParseSeverity(Level) is null or Severity.Unspecified)
        {
            return ($"'{Level}' is not a level.", "Use red, orange, yellow or blue.");
        }

        string? unknown = (Contents ?? []).Concat(Retraction ?? []).Select(content => content.Audio).OfType<string>().FirstOrDefault(hash => recordings(hash) is null);
        return unknown is null ? null : ($"No recording has the hash '{unknown}'.", "Upload it to /v1/audio first, and give the hash that is answered.");
    }

    private static AnnouncementContent[] Read(IReadOnlyList<AnnouncementContentJson>? contents, Func<string, AudioAsset?> recordings) =>
        [.. (contents ?? []).Select(content => new AnnouncementContent(content.Language ?? string.Empty, content.Text, content.Audio is { } hash ? recordings(hash) : null))];
}
