namespace Longgang.Cloud.Core.Announcements;

/// <summary>How the audience that is sent to differs from the one that was shown.</summary>
/// <param name="Added">Speakers that were not shown.</param>
/// <param name="Gone">Speakers that were shown and are not in it any more.</param>
public sealed record AudienceDifference(IReadOnlyList<string> Added, IReadOnlyList<string> Gone)
{
    private const int MostNamed = 20;

    /// <summary>Whether it is the same audience.</summary>
    public bool IsEmpty => Added.Count + Gone.Count == 0;

    /// <summary>Compares two lists of device ids.</summary>
    public static AudienceDifference Between(IReadOnlyCollection<string> shown, IReadOnlyCollection<string> now)
    {
        var before = new HashSet<string>(shown, StringComparer.Ordinal);
        var after = new HashSet<string>(now, StringComparer.Ordinal);
        return new AudienceDifference(
            [.. after.Where(speaker => !before.Contains(speaker)).Order(StringComparer.Ordinal)],
            [.. before.Where(speaker => !after.Contains(speaker)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The difference in words for the history; empty: none.</summary>
    public override string ToString() => IsEmpty ? string.Empty : string.Join("; ", Tell("added", Added), Tell("gone", Gone)).Trim(' ', ';');

    private static string Tell(string what, IReadOnlyList<string> speakers) => speakers.Count == 0
        ? string.Empty
        : $"{what} since it was shown: {string.Join(", ", speakers.Take(MostNamed))}{(speakers.Count > MostNamed ? $" and {speakers.Count - MostNamed} more" : string.Empty)}";
}
