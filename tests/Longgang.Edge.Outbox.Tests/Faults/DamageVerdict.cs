namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>What became of a damaged lane.</summary>
internal enum DamageVerdict
{
    /// <summary>The damage lay where nothing was.</summary>
    Harmless,

    /// <summary>Everything came out all the same, though the store had to be rebuilt.</summary>
    Saved,

    /// <summary>What is missing is named, sequence by sequence.</summary>
    Named,

    /// <summary>What is missing lies in a range of which the ledger says that nobody knows it.</summary>
    Unknown,
}
