using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Outbox.Reading;

/// <summary>A reader that waits for the owner to look a batch up.</summary>
/// <param name="after">The batch looked for is the first above this sequence.</param>
internal sealed class ReadRequest(ulong after) : TaskCompletionSource<StoredBatch?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    internal ulong After => after;
}
