namespace Longgang.Cloud.Core.Cap;

/// <summary>A sound file that a message brings along or names. It still has to be fetched, looked at and, unless it is WAV, converted.</summary>
/// <param name="MediaType">RFC 2046, lower case.</param>
/// <param name="Uri">http or https, or null when the file came along.</param>
/// <param name="Content">The file itself, its digest verified where there was one; or null.</param>
/// <param name="Bytes">About how large it is, or null.</param>
/// <param name="Digest">The digest to verify after fetching, 20 bytes SHA-1 or 32 bytes SHA-256; null: nothing vouches for the file.</param>
public sealed record CapAudio(string MediaType, Uri? Uri, byte[]? Content, long? Bytes, byte[]? Digest);
