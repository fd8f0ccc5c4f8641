using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>What a look at the clocks came to.</summary>
/// <param name="State">What is known afterwards. Taken over once the correction is durable.</param>
/// <param name="Correction">How earlier stamps of this boot are to be read, or null.</param>
public readonly record struct ClockChange(ClockState State, ClockCorrection? Correction);
