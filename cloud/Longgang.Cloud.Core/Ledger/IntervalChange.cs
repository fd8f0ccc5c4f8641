namespace Longgang.Cloud.Core.Ledger;

/// <summary>What adding a run did to an <see cref="IntervalSet"/>.</summary>
/// <param name="Merged">The interval that holds the added numbers now.</param>
/// <param name="Removed">Intervals that exist no longer under their first number.</param>
public readonly record struct IntervalChange(Interval Merged, IReadOnlyList<Interval> Removed);
