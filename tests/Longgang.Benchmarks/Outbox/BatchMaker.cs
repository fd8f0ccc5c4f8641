using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox;
using Longgang.Edge.Outbox.Appending;

namespace Longgang.Benchmarks.Outbox;

/// <summary>The product's own encoder, for the peers: what is compared is durability, not encoding.</summary>
internal sealed class BatchMaker : IDisposable
{
    internal const int BatchEvents = 256;

    /// <summary>Batches that lie between the newest and the one deleted, as if the uplink were that far behind.</summary>
    internal const int Behind = 16;

    private readonly BatchEncoder _encoder = new(LaneOptions.For(Lane.Record, "unused", "gw-1", new byte[16]));
    private readonly OutboxId _outbox = OutboxId.Mint();
    private readonly List<PendingAppend> _pending = [];

    internal byte[] Make(IReadOnlyList<Event> events, int first)
    {
        for (int index = first; index < first + BatchEvents; index++)
        {
            _pending.Add(PendingAppend.Rent(events[index], urgent: false));
        }

        byte[] payload = _encoder.Encode(_outbox, (ulong)first + 1, _pending);
        foreach (PendingAppend pending in _pending)
        {
            pending.ReleaseBytes();
        }

        _pending.Clear();
        return payload;
    }

    public void Dispose() => _encoder.Dispose();
}
