namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>Audio that is wanted: how far it is.</summary>
internal sealed class Fetching
{
    internal bool OnItsWay { get; set; }

    internal int Failures { get; set; }

    internal TimeSpan? NextAt { get; set; }

    /// <summary>Of the last failure; empty: none, or it is here.</summary>
    internal string Reason { get; set; } = string.Empty;

    internal AudioClip? Clip { get; set; }
}
