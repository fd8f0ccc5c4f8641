namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Takes batches in durably.</summary>
public interface IIngestStore
{
    /// <summary>
    /// Stores a group of batches in one transaction. When the task completes, everything that an outcome says is durable; when it
    /// fails, nothing of the group is. A batch that is stored already is recognised by outbox id, lane and first sequence and
    /// changes nothing. One that claims taken sequences with other content is kept in quarantine, never merged.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The disk is full or fails: acknowledge nothing, try again.</exception>
    Task<CommitResult> CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken);
}
