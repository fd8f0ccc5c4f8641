namespace Longgang.Edge.Core.Rules;

/// <summary>三区: what may be decreed over an area.</summary>
public enum ZoneMeasure
{
    /// <summary>封控: stay at home.</summary>
    Lockdown = 1,

    /// <summary>管控: in but not out.</summary>
    Control = 2,

    /// <summary>防范: no gatherings.</summary>
    Precaution = 3,
}
