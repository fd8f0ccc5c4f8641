namespace Longgang.FirmwareSim.Faults;

/// <summary>What a <see cref="TcpProxy"/> does with bytes.</summary>
public enum LinkMode
{
    /// <summary>Passes them on.</summary>
    Open,

    /// <summary>Closes every connection, and each new one.</summary>
    Cut,

    /// <summary>Keeps connections and lets nothing through, as a dead radio link does.</summary>
    Blackhole,
}
