namespace Longgang.Cloud.Service.Api;

/// <summary>How far an occurrence has come, after one or many receipts and answers.</summary>
/// <param name="Change">Number of the latest change in it.</param>
/// <param name="What">coverage.</param>
/// <param name="Announcement">32 hex digits; of a correction its own.</param>
/// <param name="Occurrence">Number of the occurrence.</param>
/// <param name="Final">Nothing more is awaited from anybody.</param>
/// <param name="Total">All of it.</param>
/// <param name="Areas">By district and street.</param>
public sealed record LiveCoverageJson(
    long Change,
    string What,
    string Announcement,
    int Occurrence,
    bool Final,
    AreaCoverageJson Total,
    IReadOnlyList<AreaCoverageJson> Areas);
