namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>Why a speaker was told to stop. The numbers are in the journal.</summary>
internal enum StopCause
{
    None = 0,

    /// <summary>Something more urgent: it begins anew if that leaves it time.</summary>
    Preempted = 1,

    /// <summary>The announcement was retracted.</summary>
    Retracted = 2,
}
