using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>How far an occurrence has come.</summary>
/// <param name="Announcement">32 hex digits.</param>
/// <param name="Occurrence">Its number.</param>
/// <param name="Final">Nothing more is awaited from anybody.</param>
/// <param name="Total">All of it.</param>
/// <param name="Areas">By district, street and community.</param>
public sealed record CoverageJson(
    string Announcement,
    int Occurrence,
    bool Final,
    AreaCoverageJson Total,
    IReadOnlyList<AreaCoverageJson> Areas)
{
    /// <summary>The JSON of a coverage.</summary>
    public static CoverageJson Of(string announcement, int occurrence, Coverage coverage) => new(
        announcement, occurrence, coverage.IsFinal, AreaCoverageJson.Of(coverage.Total), [.. coverage.Areas.Select(AreaCoverageJson.Of)]);
}
