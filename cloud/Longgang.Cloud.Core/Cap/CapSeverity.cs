namespace Longgang.Cloud.Core.Cap;

/// <summary>How bad it is (CAP 1.2, 3.2.2 severity). Names are those of the wire.</summary>
public enum CapSeverity
{
    /// <summary>Extraordinary threat to life or property.</summary>
    Extreme,

    /// <summary>Significant threat.</summary>
    Severe,

    /// <summary>Possible threat.</summary>
    Moderate,

    /// <summary>Little or no threat.</summary>
    Minor,

    /// <summary>Not said.</summary>
    Unknown,
}
