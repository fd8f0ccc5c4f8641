namespace Longgang.Edge.Core.Devices;

/// <summary>What a device is, and so which topics and routes are its own.</summary>
public enum DeviceKind
{
    /// <summary>Entrance terminal: sends scans, hears verdicts.</summary>
    Sentinel = 1,

    /// <summary>Sends readings.</summary>
    Sensor = 2,

    /// <summary>Public loudspeaker: hears commands, sends receipts.</summary>
    Speaker = 3,
}
