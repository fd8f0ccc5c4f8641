namespace Longgang.Cloud.Core.Cap;

/// <summary>What a document says about its sender beyond what an announcement knows.</summary>
/// <param name="Name">For people, or null.</param>
/// <param name="Category">Kind of event.</param>
/// <param name="Certainty">How sure it is; one that lowers the level is no choice here.</param>
public sealed record CapIssuer(string? Name, CapCategory Category = CapCategory.Safety, CapCertainty Certainty = CapCertainty.Likely);
