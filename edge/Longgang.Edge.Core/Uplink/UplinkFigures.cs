namespace Longgang.Edge.Core.Uplink;

/// <summary>The uplink at one moment, for health and metrics.</summary>
/// <param name="ConnectedSince">Since when every connection of the uplink stands; null while one does not.</param>
/// <param name="LastFailure">Why the last connection failed or ended; null when none did.</param>
/// <param name="Failures">Failed or ended connections since the process started.</param>
/// <param name="Lanes">Per lane.</param>
public sealed record UplinkFigures(DateTimeOffset? ConnectedSince, string? LastFailure, long Failures, IReadOnlyList<UplinkLaneFigures> Lanes);
