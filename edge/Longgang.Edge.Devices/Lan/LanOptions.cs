namespace Longgang.Edge.Devices.Lan;

/// <summary>What the box's LAN listeners share (<c>Lan</c>).</summary>
public sealed class LanOptions
{
    /// <summary>Path of the device registry (docs/configuration.md). Required.</summary>
    public string DevicesFile { get; set; } = string.Empty;
}
