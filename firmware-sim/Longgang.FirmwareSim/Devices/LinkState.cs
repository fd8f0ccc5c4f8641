namespace Longgang.FirmwareSim.Devices;

/// <summary>The connection as a device sees it.</summary>
public enum LinkState
{
    Down,

    /// <summary>Opening or closing: the driver will report Connected or Disconnected.</summary>
    Connecting,
    Up,
}
