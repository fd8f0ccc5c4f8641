using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>What <see cref="ClockWatch"/> knows of the wall clock of this boot.</summary>
/// <param name="Trusted">When the wall clock was last known to be right; null: not yet in this boot.</param>
/// <param name="Last">The last look.</param>
/// <param name="Quality">At the last look.</param>
/// <param name="Lost">Whether anything may have been stamped since <paramref name="Trusted"/> with a clock that nobody vouches for.</param>
/// <param name="Disturbed">Whether the wall clock has been set since then, or may have been while nobody looked.</param>
public sealed record ClockState(ClockPoint? Trusted, ClockPoint? Last, ClockQuality Quality, bool Lost, bool Disturbed)
{
    /// <summary>A boot in which nothing was stamped yet.</summary>
    public static ClockState Fresh { get; } = new(null, null, ClockQuality.Unspecified, Lost: false, Disturbed: false);

    /// <summary>The same after a time in which nobody looked: with a clock that nobody vouches for anything may have happened.</summary>
    public ClockState Resumed() => this with { Disturbed = Lost };
}
