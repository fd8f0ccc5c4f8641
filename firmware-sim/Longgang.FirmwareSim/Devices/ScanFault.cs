namespace Longgang.FirmwareSim.Devices;

/// <summary>What is wrong with a scan on purpose.</summary>
public enum ScanFault
{
    None,
    MalformedJson,
    WrongCheckDigit,
    ImpossibleTemperature,

    /// <summary>An event that was acknowledged before is sent again: kept once already, to be acknowledged and not stored.</summary>
    ReplayedSequence,

    /// <summary>The device's clock is ahead: no reason to refuse.</summary>
    ClockAhead,

    /// <summary>The device's clock is behind: no reason to refuse.</summary>
    ClockBehind,
}
