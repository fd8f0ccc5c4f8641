namespace Longgang.Cloud.Core.Ledger;

/// <summary>Reads the books of every outbox as of one committed moment.</summary>
public interface ILedgerReader
{
    /// <summary>The books, ordered by gateway, lane and first appearance.</summary>
    Task<IReadOnlyList<LaneBooks>> ReadBooksAsync(CancellationToken cancellationToken);
}
