namespace Longgang.Contracts.Wire;

/// <summary>Version of the messages between box and cloud.</summary>
public static class WireVersion
{
    /// <summary>Raised when an older reader would misread; a reader refuses any other major version.</summary>
    public const uint Major = 1;

    /// <summary>Raised with additions; readers tolerate newer minor versions and unknown fields.</summary>
    public const uint Minor = 2;
}
