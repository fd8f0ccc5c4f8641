namespace Longgang.Cloud.Core.Alerts;

/// <summary>What a person wants done with an alert.</summary>
/// <param name="Kind">One of acknowledged, assigned, commented, resolved.</param>
/// <param name="By">Who.</param>
/// <param name="Assignee">To whom, for an assignment.</param>
/// <param name="Comment">What they say; required for a comment.</param>
public sealed record AlertCommand(AlertChangeKind Kind, string By, string? Assignee = null, string? Comment = null);
