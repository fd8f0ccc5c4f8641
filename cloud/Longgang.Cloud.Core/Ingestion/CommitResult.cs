namespace Longgang.Cloud.Core.Ingestion;

/// <summary>What one transaction did.</summary>
/// <param name="Outcomes">One per batch, in the order given.</param>
/// <param name="Events">Events that were stored for the first time.</param>
/// <param name="Scans">Scans among them that became visible.</param>
/// <param name="Duplicates">Events that named a device sequence already visible.</param>
public sealed record CommitResult(IReadOnlyList<BatchOutcome> Outcomes, int Events, int Scans, int Duplicates);
