namespace Longgang.Cloud.Core.Ledger;

/// <summary>What a box last said about one lane of its outbox (<c>LaneStatus</c> on the wire).</summary>
/// <param name="Accepted">Last sequence that the box has committed durably.</param>
/// <param name="Acknowledged">Events that the box has a confirmation for.</param>
/// <param name="Pending">Events committed at the box and not yet confirmed.</param>
/// <param name="Expired">Events that the box let expire.</param>
/// <param name="Quarantined">Events that the box set aside as unreadable.</param>
/// <param name="Bytes">Size of the lane's files at the box.</param>
/// <param name="ReportedAt">When the cloud heard it.</param>
public sealed record LaneReport(
    long Accepted,
    long Acknowledged,
    long Pending,
    long Expired,
    long Quarantined,
    long Bytes,
    DateTimeOffset ReportedAt)
{
    /// <summary>How long the lane's free room lasts at today's rate when nothing leaves, by the box's forecast; null: it does not say.</summary>
    public TimeSpan? Holds { get; init; }

    /// <summary>When the lane will be full as things go, by the box's forecast; null: it does not say, or the lane does not grow.</summary>
    public TimeSpan? FullIn { get; init; }
}
