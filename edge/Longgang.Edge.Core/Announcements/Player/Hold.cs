namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>What a speaker waits for before it begins.</summary>
internal enum Hold
{
    /// <summary>Not looked at yet.</summary>
    Unknown,

    /// <summary>Nothing: it can begin.</summary>
    Nothing,
    Clock,
    NotBefore,
    QuietHours,
    Connection,
    Pause,
    Audio,
    Turn,
}
