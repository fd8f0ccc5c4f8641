namespace Longgang.Edge.Core.Time;

/// <summary>A moment of the cloud's clock, within bounds.</summary>
/// <param name="Earliest">It is not before this.</param>
/// <param name="Latest">It is not after this.</param>
public readonly record struct CloudTime(DateTimeOffset Earliest, DateTimeOffset Latest);
