namespace Longgang.Edge.Devices.Lan;

/// <summary>Marks connections of a LAN listener, so that routes of one endpoint are not reachable through another.</summary>
public sealed class LanEndpointKind
{
    /// <summary>A connection of the LAN HTTP endpoint carries this feature.</summary>
    public static LanEndpointKind Http { get; } = new();
}
