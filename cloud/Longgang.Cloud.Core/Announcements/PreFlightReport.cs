namespace Longgang.Cloud.Core.Announcements;

/// <summary>What an author is shown before he submits: who will hear it, who will not, and what is in the way.</summary>
public sealed record PreFlightReport
{
    /// <summary>Who is in the audience, with its fingerprint: what is submitted.</summary>
    public required ShownAudience Audience { get; init; }

    /// <summary>The speakers of the audience, in the order of ids.</summary>
    public required IReadOnlyList<SpeakerRecord> Speakers { get; init; }

    /// <summary>By street and by community, in the order of the codes: a street comes before its communities and includes them.</summary>
    public required IReadOnlyList<PreFlightArea> Areas { get; init; }

    /// <summary>Device ids of speakers that are offline now.</summary>
    public required IReadOnlyList<string> Offline { get; init; }

    /// <summary>Device ids of speakers that cannot be asked.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Device ids of speakers that are in quiet hours when it begins.</summary>
    public required IReadOnlyList<string> Quiet { get; init; }

    /// <summary>Whether those play all the same, because of the level.</summary>
    public required bool QuietOverridden { get; init; }

    /// <summary>The boxes, in the order of names.</summary>
    public required IReadOnlyList<PreFlightBox> Boxes { get; init; }

    /// <summary>How many boxes hold all the audio already.</summary>
    public int BoxesReady => Boxes.Count(box => box.MissingAudio.Count == 0);

    /// <summary>How long it will play, all languages together.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When it, or its next occurrences, begin.</summary>
    public required IReadOnlyList<DateTimeOffset> Begins { get; init; }

    /// <summary>What plays on the same speakers at the same time, the first to meet first.</summary>
    public required IReadOnlyList<PreFlightConflict> Conflicts { get; init; }

    /// <summary>Why a second person will have to agree; empty: nobody has to.</summary>
    public required IReadOnlyList<string> ApprovalReasons { get; init; }

    /// <summary>Everything that keeps it from being submitted.</summary>
    public required IReadOnlyList<AnnouncementProblem> Problems { get; init; }
}
