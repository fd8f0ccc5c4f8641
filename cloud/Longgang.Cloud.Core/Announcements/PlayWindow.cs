namespace Longgang.Cloud.Core.Announcements;

/// <summary>When an occurrence may begin.</summary>
/// <param name="Begin">Not before.</param>
/// <param name="Expires">Not from here on.</param>
public readonly record struct PlayWindow(DateTimeOffset Begin, DateTimeOffset Expires);
