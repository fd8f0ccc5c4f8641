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
    DateTimeOffset ReportedAt);
