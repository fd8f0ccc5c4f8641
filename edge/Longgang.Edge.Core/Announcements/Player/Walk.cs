using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>One speaker's way through one occurrence of an announcement.</summary>
internal sealed class Walk(Occurrence occurrence, string device)
{
    /// <summary>More receipts than this do not wait for a lane that is full: the oldest are left out, as the greatest step holds.</summary>
    internal const int MostPending = 16;

    internal Occurrence Occurrence { get; } = occurrence;

    internal string Device { get; } = device;

    /// <summary>The command for which it goes.</summary>
    internal required Job Job { get; set; }

    /// <summary>A later command for the same, which takes over should nothing be heard of what is told now.</summary>
    internal Job? Successor { get; set; }

    internal GroupQueue? Group { get; set; }

    internal WalkPhase Phase { get; set; } = WalkPhase.Waiting;

    internal StopCause Stopping { get; set; }

    internal Hold Hold { get; set; }

    /// <summary>From 1; 0: never told.</summary>
    internal uint Attempt { get; set; }

    /// <summary>Whether the speaker has said that it began the attempt.</summary>
    internal bool Started { get; set; }

    /// <summary>It was heard, or may have been: it does not begin anew.</summary>
    internal bool Spent { get; set; }

    /// <summary>Told by an earlier life of the process.</summary>
    internal bool Restored { get; set; }

    /// <summary>Monotonic; when a silent speaker is given up.</summary>
    internal TimeSpan Deadline { get; set; }

    /// <summary>Monotonic; no attempt before it.</summary>
    internal TimeSpan? NextAttemptAt { get; set; }

    internal int Failures { get; set; }

    internal string FailedBecause { get; set; } = string.Empty;

    internal bool Preempted { get; set; }

    /// <summary>The last attempt was broken off: what comes late of it says nothing new.</summary>
    internal bool IsBrokenOff { get; set; }

    /// <summary>The command that first named the speaker.</summary>
    internal Job? CreatedBy { get; init; }

    /// <summary>It does not speak what it claims to: it gets audio.</summary>
    internal bool NeedsAudio { get; set; }

    internal bool Accepted { get; set; }

    internal uint Step { get; set; }

    internal ReceiptState Said { get; set; }

    internal string SaidReason { get; set; } = string.Empty;

    internal uint PlayedMs { get; set; }

    internal Evidence Evidence { get; set; }

    /// <summary>The end of the attempt is what the speaker says, not what the box makes of its silence.</summary>
    internal bool SaidBySpeaker { get; set; }

    internal List<PendingReceipt> Pending { get; } = [];

    internal bool IsPlaying => Phase is WalkPhase.Told or WalkPhase.Stopping;

    internal UInt128 AttemptId => AttemptName.Of(Occurrence.Announcement, Occurrence.Number, Device, Attempt);
}
