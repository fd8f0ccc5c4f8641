namespace Longgang.Cloud.Core.Cap;

/// <summary>What a message asks for.</summary>
/// <param name="Announcements">All of it; empty when there is any problem, as half a message says the wrong thing.</param>
/// <param name="Problems">Why it cannot be done.</param>
/// <param name="Notes">What was assumed, and what of the message is not passed on.</param>
public sealed record CapMapping(IReadOnlyList<CapAnnouncement> Announcements, IReadOnlyList<CapProblem> Problems, IReadOnlyList<CapNote> Notes);
