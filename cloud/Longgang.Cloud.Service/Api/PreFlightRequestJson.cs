namespace Longgang.Cloud.Service.Api;

/// <summary>A document to look at.</summary>
/// <param name="Document">The document. Required.</param>
public sealed record PreFlightRequestJson(AnnouncementDocumentJson? Document);
