namespace Longgang.Cloud.Core.Cap;

/// <summary>How sure it is (CAP 1.2, 3.2.2 certainty). Names are those of the wire.</summary>
public enum CapCertainty
{
    /// <summary>Happened or happens.</summary>
    Observed,

    /// <summary>More probable than not.</summary>
    Likely,

    /// <summary>Possible, not likely.</summary>
    Possible,

    /// <summary>Not expected.</summary>
    Unlikely,

    /// <summary>Not said.</summary>
    Unknown,
}
