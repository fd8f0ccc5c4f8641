using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>A device's time as the box understands it.</summary>
/// <param name="HappenedAt">When the scan happened, on the box's clock.</param>
/// <param name="Reasons">Any of device-clock-ahead, device-clock-behind, delivered-late.</param>
/// <param name="Late">From the device's own backlog: nobody stands at the gate any more.</param>
public readonly record struct DeviceClockReading(DateTimeOffset HappenedAt, IReadOnlyList<Reason> Reasons, bool Late);
