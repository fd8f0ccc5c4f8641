using System.Collections.Frozen;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>
/// The screening policy in force: everything that decides about a person is in here and comes from a file (deploy/policies/),
/// because what the district requires changed from week to week. Immutable; a new version replaces the whole.
/// </summary>
public sealed record ScreeningPolicy
{
    /// <summary>Name of this version, as events and status carry it.</summary>
    public required string Version { get; init; }

    /// <summary>The site's offset from UTC; China has one zone and no summer time, so no time zone data is needed on the box.</summary>
    public required TimeSpan UtcOffset { get; init; }

    /// <summary>Rules for people who enter, and for devices that do not say.</summary>
    public required ScreeningRules In { get; init; }

    /// <summary>Rules for people who leave.</summary>
    public required ScreeningRules Out { get; init; }

    /// <summary>Areas under a zone measure.</summary>
    public required IReadOnlyList<ZoneRule> Zones { get; init; }

    /// <summary>What a zone measure means for people who enter.</summary>
    public required FrozenDictionary<ZoneMeasure, Verdict> MeasuresIn { get; init; }

    /// <summary>What a zone measure means for people who leave.</summary>
    public required FrozenDictionary<ZoneMeasure, Verdict> MeasuresOut { get; init; }

    /// <summary>With which verdicts the gate opens.</summary>
    public required FrozenSet<Verdict> Opens { get; init; }

    /// <summary>Whether a record from a device's backlog may still open the gate.</summary>
    public required bool OpensWhenLate { get; init; }

    /// <summary>Difference between device and box clock that is nobody's fault.</summary>
    public required TimeSpan ClockTolerance { get; init; }

    /// <summary>What raises an alert.</summary>
    public required AlertRules Alerts { get; init; }

    /// <summary>What is shown and said.</summary>
    public required PolicyWords Words { get; init; }

    /// <summary>The rules for a direction.</summary>
    public ScreeningRules For(Direction direction) => direction == Direction.Out ? Out : In;

    /// <summary>The measure of the smallest area that covers a place, or null.</summary>
    public ZoneMeasure? MeasureAt(AreaCode area)
    {
        ZoneRule? best = null;
        foreach (ZoneRule zone in Zones)
        {
            if (zone.Area.Covers(area) && zone.Area.Code.Length > (best?.Area.Code.Length ?? 0))
            {
                best = zone;
            }
        }

        return best?.Measure;
    }
}
