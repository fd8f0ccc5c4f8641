namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Counts what the whole district's service takes in, however many replicas do it.</summary>
public interface ICommittedScans
{
    /// <summary>Scans that became visible, counted from some fixed moment: the difference of two counts is what came between.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot say.</exception>
    Task<long> CountAsync(CancellationToken cancellationToken);
}
