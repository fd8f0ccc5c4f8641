namespace Longgang.Cloud.Core.Ledger;

/// <summary>
/// The arithmetic of the ledger for one outbox. Every sequence number from 1 to <see cref="Accepted"/> is in exactly one class:
/// stored, else quarantined, else expired, else pending, so the four (and lost) always add up to accepted. What can be wrong is that a number
/// is called pending here while the box no longer holds it; <see cref="Unexplained"/> counts those. Nobody holds anything any more of an
/// outbox that the box does not use any more: what would be pending there is lost, and named by its ranges.
/// </summary>
/// <remarks>
/// The box reports at a moment t: accepted A, of which P are unconfirmed. It drops an event only after the cloud's commit (or names it
/// as expired or quarantined), so from then on the cloud must know at least A − P of the numbers up to A. What arrived or was accepted
/// after t only raises both sides. Hence no clock and no tolerance is needed: the check is exact however old the report is.
/// Between an expiry at the box and the arrival of its ledger entry the numbers are honestly unexplained: they are not named yet.
/// </remarks>
public sealed record LaneBalance
{
    /// <summary>The last sequence that is known to have been accepted at the box.</summary>
    public required long Accepted { get; init; }

    /// <summary>Committed here.</summary>
    public required long Stored { get; init; }

    /// <summary>Accepted at the box and neither stored nor named otherwise: still at the box or on the way.</summary>
    public required long Pending { get; init; }

    /// <summary>Named as expired.</summary>
    public required long Expired { get; init; }

    /// <summary>Named as quarantined.</summary>
    public required long Quarantined { get; init; }

    /// <summary>
    /// Accepted by an outbox that is no longer used, and neither stored nor named; or stored once and gone with a damaged part of the store. See <see cref="LostRanges"/>.
    /// </summary>
    public long Lost { get; init; }

    /// <summary>The sequences that <see cref="Lost"/> counts.</summary>
    public IReadOnlyList<Interval> LostRanges { get; init; } = [];

    /// <summary>When nobody can say how far an outbox had come that is no longer used: the last sequence that is known of. Else null.</summary>
    public long? UnknownAfter { get; init; }

    /// <summary>The part of <see cref="Pending"/> that lies below the highest stored number.</summary>
    public required long Gaps { get; init; }

    /// <summary>Numbers that the box no longer holds and nobody has named.</summary>
    public required long Unexplained { get; init; }

    /// <summary>Batches that claimed taken numbers.</summary>
    public required long Conflicts { get; init; }

    /// <summary>Whether every number is accounted for.</summary>
    public bool Balanced =>
        Unexplained == 0
        && Conflicts == 0
        && Lost == 0
        && UnknownAfter is null
        && Pending >= 0
        && Accepted == Stored + Pending + Expired + Quarantined;

    /// <summary>Works out the balance.</summary>
    public static LaneBalance Of(LaneBooks books)
    {
        IntervalSet withQuarantined = books.Quarantined.Runs.Count == 0 ? books.Stored : books.Stored.Union(books.Quarantined);
        IntervalSet known = books.Expired.Runs.Count == 0 ? withQuarantined : withQuarantined.Union(books.Expired);
        long accepted = Math.Max(Math.Max(books.Report?.Accepted ?? 0, books.EndsAfter), Math.Max(known.Highest, books.Damaged.Highest));
        var damaged = new IntervalSet(known.Without(books.Damaged));
        bool used = books.State == OutboxState.Current;
        long highestStored = books.Stored.Highest;
        long left = books.Report is { } report ? Math.Max(0, report.Accepted - report.Pending) : 0;
        long namedOfReported = books.Report is { Accepted: > 0 } reported ? known.CountWithin(1, reported.Accepted) + damaged.CountWithin(1, reported.Accepted) : 0;
        return new LaneBalance
        {
            Accepted = accepted,
            Stored = books.Stored.Count,
            Quarantined = withQuarantined.Count - books.Stored.Count,
            Expired = known.Count - withQuarantined.Count,
            Pending = used ? accepted - known.Count - damaged.Count : 0,
            Lost = used ? damaged.Count : accepted - known.Count,
            LostRanges = used ? damaged.Runs : known.Missing(accepted),
            UnknownAfter = books.State is OutboxState.Replaced or OutboxState.EndUnknown ? accepted : null,
            Gaps = highestStored == 0 ? 0 : highestStored - known.CountWithin(1, highestStored),
            Unexplained = used ? Math.Max(0, left - namedOfReported) : 0,
            Conflicts = books.Conflicts,
        };
    }
}
