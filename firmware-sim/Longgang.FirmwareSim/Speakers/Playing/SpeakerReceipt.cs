namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What a loudspeaker answers.</summary>
/// <param name="Play">The attempt.</param>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Why it failed; null unless it did.</param>
/// <param name="PlayedMs">How much was heard; null before it ended.</param>
/// <param name="UnixMs">When, by the speaker's own clock.</param>
public readonly record struct SpeakerReceipt(UInt128 Play, SpeakerState State, string? Reason, long? PlayedMs, long UnixMs);
