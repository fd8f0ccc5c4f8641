namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>A part of a content.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Text">The words, when it was told them.</param>
/// <param name="Sha256">The hash of the audio, when it was told that.</param>
public sealed record HeardPart(string Language, string? Text, string? Sha256);
