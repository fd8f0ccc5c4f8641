using Longgang.Contracts.Areas;

namespace Longgang.Edge.Core.Rules;

/// <summary>A measure over an area and everything in it; the smallest area that covers a place decides.</summary>
public sealed record ZoneRule(AreaCode Area, ZoneMeasure Measure);
