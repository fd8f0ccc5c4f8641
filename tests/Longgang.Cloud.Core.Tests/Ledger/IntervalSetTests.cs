using CsCheck;
using Longgang.Cloud.Core.Ledger;

namespace Longgang.Cloud.Core.Tests.Ledger;

public sealed class IntervalSetTests
{
    private static readonly Gen<(int First, int Length)[]> Additions = Gen.Select(Gen.Int[1, 60], Gen.Int[1, 12]).Array[0, 30];

    [Fact]
    public void Add_AnyRuns_SameAsASetOfNumbers() => Additions.Sample(additions =>
    {
        var set = new IntervalSet();
        var numbers = new SortedSet<long>();
        var rows = new Dictionary<long, long>();
        foreach ((int first, int length) in additions)
        {
            IntervalChange change = set.Add(first, first + length - 1);
            numbers.UnionWith(Enumerable.Range(first, length).Select(i => (long)i));

            // What a store would do with the change.
            foreach (Interval gone in change.Removed)
            {
                Assert.True(rows.Remove(gone.First));
            }

            rows[change.Merged.First] = change.Merged.Last;
        }

        Assert.Equal(numbers.Count, set.Count);
        Assert.Equal(numbers.Count == 0 ? 0 : numbers.Max, set.Highest);
        Assert.Equal(numbers, set.Runs.SelectMany(run => Enumerable.Range((int)run.First, (int)run.Count).Select(i => (long)i)));
        Assert.Equal(set.Runs.Select(run => (run.First, run.Last)), rows.OrderBy(row => row.Key).Select(row => (row.Key, row.Value)));
        Assert.All(set.Runs.Zip(set.Runs.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First));
        Assert.All(Enumerable.Range(0, 80), i => Assert.Equal(numbers.Contains(i), set.Contains(i)));
        Assert.Equal(numbers.Count(number => number is >= 10 and <= 40), set.CountWithin(10, 40));
    });
}
