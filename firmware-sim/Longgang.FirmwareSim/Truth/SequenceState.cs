namespace Longgang.FirmwareSim.Truth;

/// <summary>What a device was told about one of its sequence numbers.</summary>
public enum SequenceState : byte
{
    /// <summary>Nothing was written down.</summary>
    None,

    /// <summary>The box said that it keeps it.</summary>
    Kept,

    /// <summary>The box said that it does not.</summary>
    Refused,

    /// <summary>Sent and nothing heard.</summary>
    Unknown,
}
