using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>One speaker's part in one occurrence of an announcement, as it stands.</summary>
public sealed record SpeakerPart
{
    /// <summary>Reason of what the cloud closes.</summary>
    public const string BoxSilent = "box-silent";

    /// <summary>Number of the change that made it so.</summary>
    public required long Change { get; init; }

    /// <summary>The announcement, 32 hex digits.</summary>
    public required string Announcement { get; init; }

    /// <summary>Number of the occurrence.</summary>
    public required int Occurrence { get; init; }

    /// <summary>Device id.</summary>
    public required string Speaker { get; init; }

    /// <summary>The box that it is at.</summary>
    public required string Gateway { get; init; }

    /// <summary>Area code; empty: not known.</summary>
    public required string Area { get; init; }

    /// <summary>Of the receipt that holds; 0: the box has said nothing yet.</summary>
    public long Step { get; init; }

    /// <summary>What the box said last; unspecified: nothing yet, the command was sent.</summary>
    public ReceiptState Said { get; init; }

    /// <summary>Why, as the box said.</summary>
    public string SaidReason { get; init; } = string.Empty;

    /// <summary>The box will say no more.</summary>
    public bool Last { get; init; }

    /// <summary>Number of the attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>How much was heard.</summary>
    public TimeSpan Played { get; init; }

    /// <summary>Who vouches for it.</summary>
    public Evidence Evidence { get; init; }

    /// <summary>When it happened, by the box's clock.</summary>
    public DateTimeOffset? BoxTime { get; init; }

    /// <summary>When the cloud closed it, because the box had not; null: it has not, or the box has spoken since.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Where it stands: the box's word, unless the cloud had to close it.</summary>
    public ReceiptState State => ClosedAt is null || Last ? Said : ReceiptState.Unreachable;

    /// <summary>Why it stands there; empty: no reason is needed.</summary>
    public string Reason => ClosedAt is null || Last ? SaidReason : BoxSilent;

    /// <summary>Nothing more is awaited.</summary>
    public bool IsFinal => Last || ClosedAt is not null;

    /// <summary>Whether a receipt says more than what stands: the greatest step holds, in whatever order they come.</summary>
    public static bool Supersedes(long step, long stands) => step > stands;

    /// <summary>
    /// What stands after a receipt. A word of the box takes the place of the cloud's closing, whatever it says: the box knows what was played.
    /// </summary>
    public static SpeakerPart Fold(SpeakerPart stands, SpeakerPart received) => Supersedes(received.Step, stands.Step)
        ? received with { ClosedAt = null, Gateway = received.Gateway.Length > 0 ? received.Gateway : stands.Gateway, Area = received.Area.Length > 0 ? received.Area : stands.Area }
        : stands;

    /// <summary>What stands once the cloud waits no longer; what is final stays.</summary>
    public static SpeakerPart Close(SpeakerPart stands, DateTimeOffset now) => stands.IsFinal ? stands : stands with { ClosedAt = now };
}
