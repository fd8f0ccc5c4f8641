namespace Longgang.Cloud.Core.Ledger;

/// <summary>A closed run of lane or device sequence numbers.</summary>
/// <param name="First">First number of the run.</param>
/// <param name="Last">Last number of the run, not below <paramref name="First"/>.</param>
public readonly record struct Interval(long First, long Last)
{
    /// <summary>How many numbers it holds.</summary>
    public long Count => Last - First + 1;
}
