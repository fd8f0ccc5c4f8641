using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>The two lanes that the pipeline writes to; the composition says which they are.</summary>
/// <param name="Records">Scans, readings, states.</param>
/// <param name="Alerts">Alerts and security events.</param>
public sealed record ScanPipelineLanes(ILane Records, ILane Alerts);
