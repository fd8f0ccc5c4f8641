namespace Longgang.Cloud.Service.Api;

/// <summary>A draft, or another text of it.</summary>
/// <param name="By">Who. Required.</param>
/// <param name="Comment">What they say.</param>
/// <param name="Version">The version that was read; required to change one, here or as If-Match.</param>
/// <param name="Document">The document. Required.</param>
public sealed record AnnouncementWriteJson(string? By, string? Comment, long? Version, AnnouncementDocumentJson? Document);
