namespace Longgang.Cloud.Service.Api;

/// <summary>What a person wants done with an alert.</summary>
/// <param name="By">Who. Required.</param>
/// <param name="Assignee">To whom; required to assign.</param>
/// <param name="Comment">What they say; required to comment.</param>
public sealed record AlertCommandJson(string? By, string? Assignee, string? Comment);
