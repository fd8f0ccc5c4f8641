using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>The ledger of one outbox. accepted = stored + pending + expired + quarantined.</summary>
/// <param name="Gateway">The box.</param>
/// <param name="Lane">alert or record.</param>
/// <param name="Outbox">32 hex digits.</param>
/// <param name="Accepted">Last sequence known to be accepted at the box.</param>
/// <param name="Stored">Committed here.</param>
/// <param name="Pending">Still at the box or on the way.</param>
/// <param name="Expired">Named as expired.</param>
/// <param name="Quarantined">Named as quarantined, by the box or here.</param>
/// <param name="Gaps">Part of pending that lies below the highest stored sequence.</param>
/// <param name="Unexplained">Sequences that the box no longer holds and nobody has named.</param>
/// <param name="Conflicts">Batches that claimed sequences stored by another batch.</param>
/// <param name="Duplicates">Stored events that are not shown a second time.</param>
/// <param name="Balanced">Whether every sequence is accounted for.</param>
/// <param name="ReportedAt">When the box last gave its own figures.</param>
/// <param name="HoldsSeconds">How long the lane's free room at the box lasts at today's rate when nothing leaves, by the box's forecast.</param>
/// <param name="FullInSeconds">When the lane will be full as things go, by the box's forecast; null: it does not grow.</param>
public sealed record LedgerLaneJson(
    string Gateway,
    string Lane,
    string Outbox,
    long Accepted,
    long Stored,
    long Pending,
    long Expired,
    long Quarantined,
    long Gaps,
    long Unexplained,
    long Conflicts,
    long Duplicates,
    bool Balanced,
    DateTimeOffset? ReportedAt,
    long? HoldsSeconds,
    long? FullInSeconds)
{
    /// <summary>The JSON of the books of an outbox.</summary>
    public static LedgerLaneJson Of(LaneBooks books)
    {
        LaneBalance balance = LaneBalance.Of(books);
        return new LedgerLaneJson(
            books.Gateway,
            Topics.LaneName(books.Lane),
            books.Outbox,
            balance.Accepted,
            balance.Stored,
            balance.Pending,
            balance.Expired,
            balance.Quarantined,
            balance.Gaps,
            balance.Unexplained,
            balance.Conflicts,
            books.Duplicates,
            balance.Balanced,
            books.Report?.ReportedAt,
            (long?)books.Report?.Holds?.TotalSeconds,
            (long?)books.Report?.FullIn?.TotalSeconds);
    }
}
