namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>The speakers that can only play together, and what they have before them.</summary>
internal sealed class GroupQueue(string name)
{
    internal string Name { get; } = name;

    /// <summary>More than one speaker listens: what one of them plays, all play.</summary>
    internal bool IsShared { get; set; }

    /// <summary>Walks of its speakers that are not over.</summary>
    internal HashSet<Walk> Live { get; } = [];

    /// <summary>Monotonic; when it has to be looked at again. Max: never by itself.</summary>
    internal TimeSpan WakeAt { get; set; } = TimeSpan.MaxValue;
}
