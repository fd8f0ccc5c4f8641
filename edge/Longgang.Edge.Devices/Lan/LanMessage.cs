namespace Longgang.Edge.Devices.Lan;

/// <summary>What a device may send.</summary>
public enum LanMessage
{
    /// <summary>A person at a sentinel.</summary>
    Scan = 1,

    /// <summary>A sensor's reading.</summary>
    Reading,

    /// <summary>A keep-alive.</summary>
    State,

    /// <summary>What a speaker says of a command.</summary>
    Receipt,
}
