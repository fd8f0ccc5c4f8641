namespace Longgang.Cloud.Core.Announcements;

/// <summary>Why something cannot be done with an announcement.</summary>
/// <param name="Field">The field of the document, e.g. <c>contents[1].text</c>; empty: not about a field.</param>
/// <param name="What">What is wrong, and why that matters.</param>
/// <param name="Todo">What to do about it.</param>
public sealed record AnnouncementProblem(string Field, string What, string Todo);
