using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>What a message asks for, in the words of announcements. A message with several targets asks for several.</summary>
/// <param name="Source">Which message: who sent it, its identifier, when.</param>
/// <param name="Part">Which target of the message, from 1.</param>
/// <param name="Kind">New, in place of <see cref="References"/>, or the end of them.</param>
/// <param name="Handling">What becomes of it.</param>
public sealed record CapAnnouncement(CapReference Source, int Part, CapMessageType Kind, CapHandling Handling)
{
    /// <summary>Kind of event, in words, of the first language.</summary>
    public string Event { get; init; } = string.Empty;

    /// <summary>Red to blue; unspecified only where nothing is to be played.</summary>
    public Severity Level { get; init; }

    /// <summary>0 to 9; of a drill 1 at most.</summary>
    public uint Priority { get; init; }

    /// <summary>One for each language and block, in the order in which they are played; empty: nothing to play.</summary>
    public IReadOnlyList<CapContent> Contents { get; init; } = [];

    /// <summary>Not before.</summary>
    public DateTimeOffset Effective { get; init; }

    /// <summary>When the event itself is expected to begin, or null. Nothing is timed by it.</summary>
    public DateTimeOffset? Onset { get; init; }

    /// <summary>Not after.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Who is to hear it; null only where nothing is to be played.</summary>
    public Audience? Audience { get; init; }

    /// <summary>The places as the message calls them.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>Earlier messages that this one replaces, ends or answers.</summary>
    public IReadOnlyList<CapReference> References { get; init; } = [];
}
