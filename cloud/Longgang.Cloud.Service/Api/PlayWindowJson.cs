using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>When an occurrence may begin.</summary>
/// <param name="Begin">Not before.</param>
/// <param name="Expires">Not from here on.</param>
public sealed record PlayWindowJson(DateTimeOffset Begin, DateTimeOffset Expires)
{
    /// <summary>The JSON of a window.</summary>
    public static PlayWindowJson? Of(PlayWindow? window) => window is { } known ? new PlayWindowJson(known.Begin, known.Expires) : null;
}
