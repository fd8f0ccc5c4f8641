namespace Longgang.Edge.Core.Announcements;

/// <summary>A part of an announcement.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Text">The words, for speakers that speak by themselves; null when only the audio is known.</param>
/// <param name="Clip">The audio, for all others; null when the box cannot make it and only speakers that speak can play.</param>
public sealed record PlayPart(string Language, string? Text, AudioClip? Clip);
