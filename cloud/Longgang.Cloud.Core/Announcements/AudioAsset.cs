namespace Longgang.Cloud.Core.Announcements;

/// <summary>A recording, known by its hash.</summary>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="MediaType"><c>audio/wav</c>.</param>
/// <param name="Duration">How long it plays.</param>
public sealed record AudioAsset(string Sha256, long Bytes, string MediaType, TimeSpan Duration);
