namespace Longgang.Cloud.Core.Ledger;

/// <summary>
/// A set of sequence numbers kept as disjoint, non-adjacent intervals in ascending order. A lane that arrives in order is
/// one interval however long it grows, so membership costs next to nothing. Not thread-safe.
/// </summary>
public sealed class IntervalSet
{
    private readonly List<Interval> _runs;

    /// <summary>An empty set.</summary>
    public IntervalSet() => _runs = [];

    /// <summary>A set of the union of <paramref name="runs"/>, in any order and overlapping as they may.</summary>
    public IntervalSet(IEnumerable<Interval> runs)
    {
        _runs = [];
        foreach (Interval run in runs)
        {
            Add(run.First, run.Last);
        }
    }

    /// <summary>The intervals in ascending order.</summary>
    public IReadOnlyList<Interval> Runs => _runs;

    /// <summary>How many numbers the set holds.</summary>
    public long Count { get; private set; }

    /// <summary>The highest number, or 0 when the set is empty.</summary>
    public long Highest => _runs.Count == 0 ? 0 : _runs[^1].Last;

    /// <summary>Adds every number from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <returns>The interval that holds them now, and which intervals it swallowed: what a store has to write.</returns>
    public IntervalChange Add(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        int from = FirstEndingAtOrAfter(first == long.MinValue ? first : first - 1);
        int to = from;
        long mergedFirst = first;
        long mergedLast = last;
        long swallowed = 0;
        while (to < _runs.Count && _runs[to].First - 1 <= last)
        {
            mergedFirst = Math.Min(mergedFirst, _runs[to].First);
            mergedLast = Math.Max(mergedLast, _runs[to].Last);
            swallowed += _runs[to].Count;
            to++;
        }

        var merged = new Interval(mergedFirst, mergedLast);
        Count += merged.Count - swallowed;
        if (to == from)
        {
            _runs.Insert(from, merged);
            return new IntervalChange(merged, []);
        }

        if (to == from + 1)
        {
            Interval old = _runs[from];
            _runs[from] = merged;
            return new IntervalChange(merged, old.First == merged.First ? [] : [old]);
        }

        Interval[] gone = [.. _runs.Skip(from).Take(to - from).Where(run => run.First != merged.First)];
        _runs[from] = merged;
        _runs.RemoveRange(from + 1, to - from - 1);
        return new IntervalChange(merged, gone);
    }

    /// <summary>Whether the set holds <paramref name="number"/>.</summary>
    public bool Contains(long number)
    {
        int at = FirstEndingAtOrAfter(number);
        return at < _runs.Count && _runs[at].First <= number;
    }

    /// <summary>How many of the numbers from <paramref name="first"/> to <paramref name="last"/> the set holds.</summary>
    public long CountWithin(long first, long last)
    {
        long count = 0;
        for (int at = FirstEndingAtOrAfter(first); at < _runs.Count && _runs[at].First <= last; at++)
        {
            count += Math.Min(last, _runs[at].Last) - Math.Max(first, _runs[at].First) + 1;
        }

        return count;
    }

    /// <summary>The numbers from 1 to <paramref name="last"/> that the set does not hold.</summary>
    public IReadOnlyList<Interval> Missing(long last)
    {
        var missing = new List<Interval>();
        long next = 1;
        foreach (Interval run in _runs.TakeWhile(run => run.First <= last))
        {
            if (run.First > next)
            {
                missing.Add(new Interval(next, run.First - 1));
            }

            next = run.Last + 1;
        }

        if (next <= last)
        {
            missing.Add(new Interval(next, last));
        }

        return missing;
    }

    /// <summary>What is in <paramref name="other"/> and not in this set.</summary>
    public IReadOnlyList<Interval> Without(IntervalSet other)
    {
        var rest = new List<Interval>();
        foreach (Interval run in other._runs)
        {
            long next = run.First;
            for (int at = FirstEndingAtOrAfter(run.First); at < _runs.Count && _runs[at].First <= run.Last; at++)
            {
                if (_runs[at].First > next)
                {
                    rest.Add(new Interval(next, _runs[at].First - 1));
                }

                next = _runs[at].Last + 1;
            }

            if (next <= run.Last)
            {
                rest.Add(new Interval(next, run.Last));
            }
        }

        return rest;
    }

    /// <summary>A copy that holds what is in this set or in <paramref name="other"/>.</summary>
    public IntervalSet Union(IntervalSet other) => new(_runs.Concat(other._runs));

    private int FirstEndingAtOrAfter(long number)
    {
        int low = 0;
        int high = _runs.Count;

        // The common case is the end of the list: numbers come in ascending order.
        if (high == 0 || _runs[high - 1].Last < number)
        {
            return high;
        }

        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].Last < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
