namespace Longgang.Cloud.Core.Announcements;

/// <summary>One act and everything that becomes durable with it.</summary>
/// <param name="What">The act.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">What they said.</param>
/// <param name="After">The announcement afterwards; its version is one above the one that the act was decided on.</param>
public sealed record AnnouncementStep(AnnouncementAct What, string By, string? Comment, Announcement After)
{
    /// <summary>Commands that go out with it.</summary>
    public IReadOnlyList<OutgoingCommand> Commands { get; init; } = [];

    /// <summary>Speakers that are to play it, each of which has to end somewhere.</summary>
    public IReadOnlyList<SpeakerTarget> Targets { get; init; } = [];
}
