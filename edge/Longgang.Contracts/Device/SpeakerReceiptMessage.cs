namespace Longgang.Contracts.Device;

/// <summary>A valid receipt of a speaker.</summary>
/// <param name="Time">The speaker's clock, or null.</param>
/// <param name="Play">The attempt that it speaks of.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Of a failure; empty otherwise.</param>
/// <param name="PlayedMs">How much was heard, milliseconds; null: the speaker does not say.</param>
public sealed record SpeakerReceiptMessage(DateTimeOffset? Time, UInt128 Play, SpeakerState State, string Reason, uint? PlayedMs);
