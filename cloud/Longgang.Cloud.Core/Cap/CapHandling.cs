namespace Longgang.Cloud.Core.Cap;

/// <summary>What becomes of a message here.</summary>
public enum CapHandling
{
    /// <summary>It is played.</summary>
    Broadcast,

    /// <summary>It is played as a drill, said so before and after, and interrupts nothing real.</summary>
    Drill,

    /// <summary>It is laid before an operator and never sent by itself.</summary>
    Draft,

    /// <summary>It is kept and not played: acknowledgements, errors, tests, talk between systems.</summary>
    Record,
}
