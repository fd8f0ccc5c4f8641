namespace Longgang.Edge.Core.Announcements;

/// <summary>Audio that the box holds: WAV, 16 bit, one channel, 16 kHz.</summary>
/// <param name="Path">The file; it stays as long as it is in use.</param>
/// <param name="Sha256">Hash of the file, 64 hex digits.</param>
/// <param name="Duration">How long it plays.</param>
public sealed record AudioClip(string Path, string Sha256, TimeSpan Duration);
