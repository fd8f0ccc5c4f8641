namespace Longgang.Cloud.Core.Cap;

/// <summary>What a document turned out to be.</summary>
/// <param name="Alert">The message when there is no problem, otherwise null.</param>
/// <param name="Signature">What its signature is worth; of a document with problems it says nothing that could be leaned on.</param>
/// <param name="Problems">Why it is not taken; empty when it is.</param>
/// <param name="Notes">What was noticed besides.</param>
public sealed record CapReading(CapAlert? Alert, CapSignature Signature, IReadOnlyList<CapProblem> Problems, IReadOnlyList<CapNote> Notes);
