namespace Longgang.Cloud.Core.Cap;

/// <summary>What a message says in one language to one target (CAP 1.2, 3.2.2).</summary>
/// <param name="Event">Kind of event, in words.</param>
/// <param name="Urgency">When to act.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Certainty">How sure it is.</param>
public sealed record CapInfo(string Event, CapUrgency Urgency, CapSeverity Severity, CapCertainty Certainty)
{
    /// <summary>What a block without a language is in.</summary>
    public const string DefaultLanguage = "en-US";

    /// <summary>RFC 3066.</summary>
    public string Language { get; init; } = DefaultLanguage;

    /// <summary>At least one.</summary>
    public IReadOnlyList<CapCategory> Categories { get; init; } = [CapCategory.Other];

    /// <summary>What is asked of the audience.</summary>
    public IReadOnlyList<CapResponseType> ResponseTypes { get; init; } = [];

    /// <summary>Whom it is for, in words, or null.</summary>
    public string? Audience { get; init; }

    /// <summary>Codes of the event.</summary>
    public IReadOnlyList<CapNamedValue> EventCodes { get; init; } = [];

    /// <summary>When it takes effect; null: when it was sent.</summary>
    public DateTimeOffset? Effective { get; init; }

    /// <summary>When the event is expected to begin, or null.</summary>
    public DateTimeOffset? Onset { get; init; }

    /// <summary>When it ends; null: whatever the recipient thinks right.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Name of the sender for people, or null.</summary>
    public string? SenderName { get; init; }

    /// <summary>Short, or null.</summary>
    public string? Headline { get; init; }

    /// <summary>Long, or null.</summary>
    public string? Description { get; init; }

    /// <summary>What to do, or null.</summary>
    public string? Instruction { get; init; }

    /// <summary>An absolute address with more, or null.</summary>
    public string? Web { get; init; }

    /// <summary>Whom to ask, or null.</summary>
    public string? Contact { get; init; }

    /// <summary>Values of systems that know them.</summary>
    public IReadOnlyList<CapNamedValue> Parameters { get; init; } = [];

    /// <summary>Files that belong to it.</summary>
    public IReadOnlyList<CapResource> Resources { get; init; } = [];

    /// <summary>Where; all of them together.</summary>
    public IReadOnlyList<CapArea> Areas { get; init; } = [];
}
