using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>The ledger of one outbox. accepted = stored + pending + expired + quarantined + lost.</summary>
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
/// <param name="State">current, or how it came that the box does not use it any more: retired, replaced, ended, end-unknown.</param>
/// <param name="Lost">Accepted by an outbox that is no longer used, and neither stored nor named; or stored once and gone with a damaged part of the store.</param>
/// <param name="LostRanges">The sequences that are lost, at most the first 100 ranges.</param>
/// <param name="UnknownAfter">When nobody can say how far the outbox had come: the last sequence that is known of.</param>
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
    long? FullInSeconds,
    string State,
    long Lost,
    IReadOnlyList<LostRangeJson> LostRanges,
    long? UnknownAfter)
{
    private const int MostRanges = 100;

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
            (long?)books.Report?.FullIn?.TotalSeconds,
            NameOf(books.State),
            balance.Lost,
            [.. balance.LostRanges.Take(MostRanges).Select(run => new LostRangeJson(run.First, run.Last))],
            balance.UnknownAfter);
    }

    private static string NameOf(OutboxState state) => state switch
    {
        OutboxState.Current => "current",
        OutboxState.Retired => "retired",
        OutboxState.Replaced => "replaced",
        OutboxState.Ended => "ended",
        OutboxState.EndUnknown => "end-unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of an outbox."),
    };
}
