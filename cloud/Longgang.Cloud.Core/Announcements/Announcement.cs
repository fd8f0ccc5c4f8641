using System.Security.Cryptography;
using System.Text;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>An announcement as it was right after one act.</summary>
public sealed record Announcement
{
    /// <summary>How long before its time an occurrence is sent, so that boxes whose link fails just then have it already.</summary>
    public static readonly TimeSpan SentAhead = TimeSpan.FromMinutes(10);

    /// <summary>How long after an occurrence has expired the cloud closes what no box has closed.</summary>
    public static readonly TimeSpan ClosedAfter = TimeSpan.FromMinutes(1);

    /// <summary>32 lower-case hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Grows by one with every act, from 1: who changes it says which version he has seen.</summary>
    public required long Version { get; init; }

    /// <summary>Position in the order of creation, given by the store; the cursor of lists.</summary>
    public long Number { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required AnnouncementState State { get; init; }

    /// <summary>What its author wrote.</summary>
    public required AnnouncementDocument Document { get; init; }

    /// <summary>Everybody who has written in it; none of them may approve it.</summary>
    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>Who approved or refused it.</summary>
    public string? Approver { get; init; }

    /// <summary>Why a second person has to agree; empty: nobody has to.</summary>
    public IReadOnlyList<string> ApprovalReasons { get; init; } = [];

    /// <summary>Who was in its audience when it was submitted.</summary>
    public ShownAudience? Shown { get; init; }

    /// <summary>Number of the latest occurrence that was sent or missed; 0: none yet.</summary>
    public int Occurrence { get; init; }

    /// <summary>When the latest occurrence that was sent may begin.</summary>
    public PlayWindow? Current { get; init; }

    /// <summary>When the next occurrence may begin.</summary>
    public PlayWindow? Next { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Whether something of it was ever sent.</summary>
    public bool WasSent => Current is not null;

    /// <summary>The announcement id of its correction: the same one whoever retracts it, and however often that is tried.</summary>
    public string CorrectionId => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("correction of " + Id)).AsSpan(0, 16));

    /// <summary>When something has to be done with it next without anybody asking; null: never.</summary>
    public DateTimeOffset? DueAt => State switch
    {
        AnnouncementState.Scheduled => Next?.Begin - SentAhead,
        AnnouncementState.Dispatching => ChangedAt,
        AnnouncementState.Live => Current?.Expires + ClosedAfter,
        _ => null,
    };

    /// <summary>A new draft.</summary>
    public static Announcement Create(string id, string author, AnnouncementDocument document, DateTimeOffset now) => new()
    {
        Id = id,
        Version = 1,
        State = AnnouncementState.Draft,
        Document = document,
        Authors = [author],
        CreatedAt = now,
        ChangedAt = now,
    };
}
