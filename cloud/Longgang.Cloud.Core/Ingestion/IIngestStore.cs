namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Takes batches in durably.</summary>
public interface IIngestStore
{
    /// <summary>
    /// How many events of records a transaction had best hold: so many that its fixed costs do not count, and so few that an alert, which waits for
    /// the running transaction, does not wait long.
    /// </summary>
    int GroupEvents { get; }

    /// <summary>
    /// Stores a group of batches in one transaction. When the task completes, everything that an outcome says is durable; when it
    /// fails, nothing of the group is. A batch that is stored already is recognised by outbox id, lane and first sequence and
    /// changes nothing. One that claims taken sequences with other content is kept in quarantine, never merged.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The disk is full or fails: acknowledge nothing, try again.</exception>
    Task<CommitResult> CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken);
}
