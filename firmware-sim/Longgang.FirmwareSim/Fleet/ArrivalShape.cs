namespace Longgang.FirmwareSim.Fleet;

/// <summary>How arrivals are spread over time.</summary>
public enum ArrivalShape
{
    /// <summary>The same rate all the time.</summary>
    Flat,

    /// <summary>A day with a morning and an evening rush, compressed into the given length.</summary>
    Rush,
}
