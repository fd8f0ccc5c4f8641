using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>Puts batches on a live connection.</summary>
internal interface IUplinkPublisher
{
    /// <summary>Waits until the broker's receive maximum leaves room for one more publication.</summary>
    Task WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Gives the room back when there turned out to be nothing to publish.</summary>
    void ReturnRoom();

    /// <summary>
    /// Publishes a batch, taking the room that was waited for, and completes with the broker's answer: null when it has taken the
    /// batch, otherwise why not.
    /// </summary>
    /// <exception cref="UplinkConnectionException">The connection is dead.</exception>
    Task<string?> PublishAsync(Lane lane, StoredBatch batch, CancellationToken cancellationToken);
}
