namespace Longgang.Cloud.Core.Cap;

/// <summary>A document, or why there is none.</summary>
/// <param name="Document">UTF-8 when there is no problem, otherwise null.</param>
/// <param name="Problems">Why it cannot be written.</param>
public sealed record CapWriting(byte[]? Document, IReadOnlyList<CapProblem> Problems);
