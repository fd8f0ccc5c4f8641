namespace Longgang.Cloud.Core.Ledger;

/// <summary>The ledger of the whole district in one line.</summary>
/// <param name="Accepted">Sum over all outboxes.</param>
/// <param name="Stored">Sum over all outboxes.</param>
/// <param name="Pending">Sum over all outboxes.</param>
/// <param name="Expired">Sum over all outboxes.</param>
/// <param name="Quarantined">Sum over all outboxes.</param>
/// <param name="Gaps">Sum over all outboxes.</param>
/// <param name="Duplicates">Sum over all outboxes.</param>
/// <param name="Balanced">Whether every outbox balances.</param>
/// <param name="Lost">Sum over all outboxes that are no longer used.</param>
/// <param name="UnknownEnds">Outboxes that are no longer used and of which nobody can say how far they had come.</param>
public sealed record LedgerSums(
    long Accepted, long Stored, long Pending, long Expired, long Quarantined, long Gaps, long Duplicates, bool Balanced, long Lost, long UnknownEnds)
{
    /// <summary>Adds up.</summary>
    public static LedgerSums Of(IEnumerable<LaneBooks> lanes)
    {
        var sums = new LedgerSums(0, 0, 0, 0, 0, 0, 0, true, 0, 0);
        foreach (LaneBooks books in lanes)
        {
            LaneBalance lane = LaneBalance.Of(books);
            sums = new LedgerSums(
                sums.Accepted + lane.Accepted,
                sums.Stored + lane.Stored,
                sums.Pending + lane.Pending,
                sums.Expired + lane.Expired,
                sums.Quarantined + lane.Quarantined,
                sums.Gaps + lane.Gaps,
                sums.Duplicates + books.Duplicates,
                sums.Balanced && lane.Balanced,
                sums.Lost + lane.Lost,
                sums.UnknownEnds + (lane.UnknownAfter is null ? 0 : 1));
        }

        return sums;
    }
}
