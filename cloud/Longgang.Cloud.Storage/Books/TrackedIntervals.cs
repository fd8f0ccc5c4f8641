using Longgang.Cloud.Core.Ledger;

namespace Longgang.Cloud.Storage.Books;

/// <summary>An interval set that remembers which of its rows differ from those in the database.</summary>
internal sealed class TrackedIntervals(IntervalSet set)
{
    private readonly HashSet<long> _changed = [];
    private readonly HashSet<long> _removed = [];

    public IntervalSet Set { get; } = set;

    public bool IsDirty => _changed.Count > 0 || _removed.Count > 0;

    public void Add(long first, long last)
    {
        IntervalChange change = Set.Add(first, last);
        foreach (Interval gone in change.Removed)
        {
            _changed.Remove(gone.First);
            _removed.Add(gone.First);
        }

        _removed.Remove(change.Merged.First);
        _changed.Add(change.Merged.First);
    }

    /// <summary>Hands over what has to be deleted and written, and forgets it.</summary>
    public void Flush(Action<long> delete, Action<Interval> upsert)
    {
        foreach (long first in _removed)
        {
            delete(first);
        }

        if (_changed.Count == 1 && Set.Runs.Count > 0 && _changed.Contains(Set.Runs[^1].First))
        {
            upsert(Set.Runs[^1]);
        }
        else if (_changed.Count > 0)
        {
            foreach (Interval run in Set.Runs.Where(run => _changed.Contains(run.First)))
            {
                upsert(run);
            }
        }

        _removed.Clear();
        _changed.Clear();
    }
}
