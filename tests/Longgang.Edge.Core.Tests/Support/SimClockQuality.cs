using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Support;

/// <summary>Says what it is told.</summary>
internal sealed class SimClockQuality : IClockQuality
{
    public ClockQuality Current { get; set; } = ClockQuality.Synchronized;
}
