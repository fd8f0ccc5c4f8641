namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>A part of what is to be played: words, or audio to fetch.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Text">What a speaker speaks by itself.</param>
/// <param name="Url">Where the audio is.</param>
/// <param name="Sha256">The hash of the audio, 64 hex digits.</param>
public sealed record SpeakerItem(string Language, string? Text, string? Url, string? Sha256);
