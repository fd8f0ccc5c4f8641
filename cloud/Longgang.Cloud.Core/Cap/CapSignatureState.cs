namespace Longgang.Cloud.Core.Cap;

/// <summary>What the signature of a document is worth.</summary>
public enum CapSignatureState
{
    /// <summary>There is none.</summary>
    Unsigned,

    /// <summary>There is one, and it proves nothing here: the reason says why.</summary>
    Untrusted,

    /// <summary>Made by a certificate that is configured; what is used is exactly what was signed.</summary>
    Trusted,
}
