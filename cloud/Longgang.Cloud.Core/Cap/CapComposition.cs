namespace Longgang.Cloud.Core.Cap;

/// <summary>An announcement as a message, or why it cannot be one.</summary>
/// <param name="Alert">The message when there is no problem, otherwise null.</param>
/// <param name="Problems">What CAP has no words for.</param>
public sealed record CapComposition(CapAlert? Alert, IReadOnlyList<CapProblem> Problems);
