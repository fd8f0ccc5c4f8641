namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Where a transport hands over what it receives.</summary>
public interface IIngestSink
{
    /// <summary>Takes a batch; waits while the lane's queue is full, which is how back-pressure reaches the box.</summary>
    ValueTask AcceptAsync(ReceivedBatch batch, CancellationToken cancellationToken);
}
