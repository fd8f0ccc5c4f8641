namespace Longgang.Cloud.Core.Announcements;

/// <summary>Whether a command is lawful, and what it leads to.</summary>
/// <param name="Step">What to write, or null when the command is refused.</param>
/// <param name="Problems">Why it is refused, everything at once; empty when it is not.</param>
public sealed record AnnouncementDecision(AnnouncementStep? Step, IReadOnlyList<AnnouncementProblem> Problems);
