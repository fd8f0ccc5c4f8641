namespace Longgang.FirmwareSim.Demo;

/// <summary>The broker between gateways and cloud.</summary>
public enum DemoBrokerKind
{
    /// <summary>In the cloud's own process.</summary>
    Embedded,

    /// <summary>A mosquitto.</summary>
    Mosquitto,
}
