namespace Longgang.Cloud.Core.Alerts;

/// <summary>One entry of the audit trail of alerts, and one message of the live feed.</summary>
/// <param name="Number">Grows by one with every change of any alert.</param>
/// <param name="What">What happened.</param>
/// <param name="At">When it was committed.</param>
/// <param name="By">The person, or the gateway for raised and repeated.</param>
/// <param name="Comment">What the person said.</param>
/// <param name="Alert">The alert afterwards.</param>
public sealed record AlertChange(long Number, AlertChangeKind What, DateTimeOffset At, string By, string? Comment, AlertSnapshot Alert);
