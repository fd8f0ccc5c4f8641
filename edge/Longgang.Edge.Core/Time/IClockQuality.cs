using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>How far the box's wall clock can be trusted.</summary>
public interface IClockQuality
{
    /// <summary>The quality now; cheap, callable from any thread.</summary>
    ClockQuality Current { get; }
}
