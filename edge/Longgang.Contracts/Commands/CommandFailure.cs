namespace Longgang.Contracts.Commands;

/// <summary>Why a box does not take a command: the first word of <c>CommandReceipt.reason</c>.</summary>
public static class CommandFailure
{
    /// <summary>Not the bytes of a command.</summary>
    public const string Undecodable = "undecodable";

    /// <summary>Another major version.</summary>
    public const string UnsupportedVersion = "unsupported-version";

    /// <summary>Signed by a key that the box does not know.</summary>
    public const string UnknownKey = "unknown-key";

    /// <summary>The signature does not fit.</summary>
    public const string BadSignature = "bad-signature";

    /// <summary>Something that has to be there is missing, or contradicts something else; the rest says what.</summary>
    public const string Inconsistent = "inconsistent";
}
