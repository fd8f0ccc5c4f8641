namespace Longgang.Cloud.Core.Cap;

/// <summary>A CAP 1.2 message (3.2.1). Instances that the reader hands out keep the rules of the standard.</summary>
/// <param name="Identifier">Unique for the sender; no whitespace, comma, &lt; or &amp;.</param>
/// <param name="Sender">Globally unique; the same characters are forbidden.</param>
/// <param name="Sent">To the second; an offset of zero is UTC.</param>
/// <param name="Status">How to handle it.</param>
/// <param name="MessageType">What it does.</param>
/// <param name="Scope">Who may know.</param>
public sealed record CapAlert(string Identifier, string Sender, DateTimeOffset Sent, CapStatus Status, CapMessageType MessageType, CapScope Scope)
{
    /// <summary>Operator or device, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The rule of a restricted message, or null.</summary>
    public string? Restriction { get; init; }

    /// <summary>Recipients of a private message.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Codes for special handling.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Purpose of an exercise, explanation of an error, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Earlier messages that this one speaks of.</summary>
    public IReadOnlyList<CapReference> References { get; init; } = [];

    /// <summary>Incidents that it belongs to.</summary>
    public IReadOnlyList<string> Incidents { get; init; } = [];

    /// <summary>What it says, once for each language and target.</summary>
    public IReadOnlyList<CapInfo> Infos { get; init; } = [];
}
