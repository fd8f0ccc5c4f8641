namespace Longgang.Cloud.Core.Cap;

/// <summary>What became of the signature of a document.</summary>
/// <param name="State">What it is worth.</param>
/// <param name="Certificate">Name of the configured certificate that made it, when trusted.</param>
/// <param name="Reason">Why it is not trusted, and what to do; empty otherwise.</param>
public sealed record CapSignature(CapSignatureState State, string? Certificate, string Reason)
{
    /// <summary>No signature.</summary>
    public static CapSignature Unsigned { get; } = new(CapSignatureState.Unsigned, null, string.Empty);
}
