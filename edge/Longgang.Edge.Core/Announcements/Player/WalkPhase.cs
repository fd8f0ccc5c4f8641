namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>Where a speaker is with an announcement. The numbers are in the journal.</summary>
internal enum WalkPhase
{
    /// <summary>Waits for something.</summary>
    Waiting = 1,

    /// <summary>Is told, or is about to be: it may be playing.</summary>
    Told = 2,

    /// <summary>Was told, and then told to stop, or is about to be.</summary>
    Stopping = 3,

    /// <summary>Nothing more will be done.</summary>
    Over = 4,
}
