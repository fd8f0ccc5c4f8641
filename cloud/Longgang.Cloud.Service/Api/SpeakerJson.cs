using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>A speaker as its box last reported it.</summary>
/// <param name="Device">Device id.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Area">Area code; empty: not known.</param>
/// <param name="Reach">online, offline or unknown.</param>
/// <param name="Labels">What ops staff have called it.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Group">Speakers that can only play together.</param>
/// <param name="Adapter">mqtt or rtp.</param>
/// <param name="Languages">What it can speak by itself.</param>
/// <param name="ReportedAt">When the report came.</param>
public sealed record SpeakerJson(
    string Device,
    string Gateway,
    string Area,
    string Reach,
    IReadOnlyList<string> Labels,
    PointJson? Position,
    string? Group,
    string Adapter,
    IReadOnlyList<string> Languages,
    DateTimeOffset ReportedAt)
{
    /// <summary>The JSON of a speaker.</summary>
    public static SpeakerJson Of(SpeakerRecord speaker) => new(
        speaker.Device,
        speaker.Gateway,
        speaker.Area.Code,
        speaker.Reach switch
        {
            Contracts.Wire.Reach.Online => "online",
            Contracts.Wire.Reach.Offline => "offline",
            _ => "unknown",
        },
        speaker.Labels,
        speaker.Position is { } position ? PointJson.Of(position) : null,
        speaker.Group.Length == 0 ? null : speaker.Group,
        speaker.Adapter,
        speaker.Languages,
        speaker.ReceivedAt);
}
