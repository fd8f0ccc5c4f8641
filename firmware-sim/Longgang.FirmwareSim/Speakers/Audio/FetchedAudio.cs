namespace Longgang.FirmwareSim.Speakers.Audio;

/// <summary>What became of fetching audio.</summary>
/// <param name="Failure">A reason of docs/wire.md; null when it is here.</param>
/// <param name="LengthMs">How long it plays.</param>
/// <param name="Samples">The samples, 16 kHz, when they were asked for.</param>
public sealed record FetchedAudio(string? Failure, long LengthMs, short[]? Samples = null);
