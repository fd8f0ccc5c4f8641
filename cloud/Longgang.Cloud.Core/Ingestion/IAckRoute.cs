using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>
/// The way back to the box that published a batch. The embedded broker answers into the very session; a transport over an external
/// broker would publish on the box's <c>ack</c> topic.
/// </summary>
public interface IAckRoute
{
    /// <summary>Sends acknowledgements. A box that is gone is no error: it sends the batch again when it is back.</summary>
    ValueTask SendAsync(Acks acks, CancellationToken cancellationToken);
}
