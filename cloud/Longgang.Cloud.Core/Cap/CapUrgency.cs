namespace Longgang.Cloud.Core.Cap;

/// <summary>When to act (CAP 1.2, 3.2.2 urgency). Names are those of the wire.</summary>
public enum CapUrgency
{
    /// <summary>Now.</summary>
    Immediate,

    /// <summary>Within the hour.</summary>
    Expected,

    /// <summary>In the near future.</summary>
    Future,

    /// <summary>No longer.</summary>
    Past,

    /// <summary>Not said.</summary>
    Unknown,
}
