using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>The way back to a box by its <c>ack</c> topic. Equal for one box, so that a commit sends it one message.</summary>
internal sealed record AckRoute(string Gateway, AckPublisher Publisher) : IAckRoute
{
    public ValueTask SendAsync(Acks acks, CancellationToken cancellationToken)
    {
        Publisher.Post(Gateway, acks);
        return ValueTask.CompletedTask;
    }
}
