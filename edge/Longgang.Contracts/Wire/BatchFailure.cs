namespace Longgang.Contracts.Wire;

/// <summary>Why a batch could not be taken.</summary>
public enum BatchFailure
{
    /// <summary>It is fine.</summary>
    None,

    /// <summary>Damaged on the way: send it again from disk.</summary>
    ChecksumMismatch,

    /// <summary>Neither zstd nor protobuf can read it.</summary>
    Undecodable,

    /// <summary>Larger than any box makes them.</summary>
    TooLarge,

    /// <summary>A major version that this reader does not know.</summary>
    UnsupportedVersion,

    /// <summary>Its header contradicts itself or its events.</summary>
    Inconsistent,
}
