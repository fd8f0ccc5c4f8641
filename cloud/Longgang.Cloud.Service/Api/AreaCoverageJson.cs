using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>How far an occurrence has come in an area.</summary>
/// <param name="Area">Area code; empty: not known, or all of it.</param>
/// <param name="Speakers">How many are to play it there.</param>
/// <param name="States">How many stand where: sent, accepted, started, finished, failed, expired, preempted, cancelled, unreachable.</param>
public sealed record AreaCoverageJson(string Area, int Speakers, IReadOnlyDictionary<string, int> States)
{
    /// <summary>The JSON of an area.</summary>
    public static AreaCoverageJson Of(AreaCoverage area) => new(area.Area, area.Speakers, area.States.ToDictionary(state => ReceiptNames.Of(state.Key), state => state.Value));
}
