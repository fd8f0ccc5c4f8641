namespace Longgang.Cloud.Core.Alerts;

/// <summary>Whether a command is lawful, and where it leads.</summary>
/// <param name="Next">The state afterwards, or null when the command is refused.</param>
/// <param name="Refusal">Why it is refused and what to do instead, or null.</param>
public readonly record struct AlertDecision(AlertState? Next, string? Refusal);
