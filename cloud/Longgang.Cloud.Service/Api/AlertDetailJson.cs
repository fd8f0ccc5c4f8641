namespace Longgang.Cloud.Service.Api;

/// <summary>An alert with its history.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="History">Its changes, oldest first.</param>
public sealed record AlertDetailJson(AlertJson Alert, IReadOnlyList<AlertChangeJson> History);
