using Longgang.Contracts.Wire;
using Longgang.Edge.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

#pragma warning disable CA2012 // each is awaited exactly once, in order, when the window is full

namespace Longgang.Benchmarks.Outbox;

/// <summary>The lane as the gateway uses it: an append and an awaited acknowledgement for each event, a reader that acknowledges every batch.</summary>
internal sealed class OursSubject : IOutboxSubject
{
    private const int InFlight = 2048;

    public string Name => "ours";

    public int MostEvents => int.MaxValue;

    public async Task<(long Lost, long Duplicated)> RunAsync(string directory, IReadOnlyList<Event> events)
    {
        LaneOptions options = LaneOptions.For(Lane.Record, directory, "gw-1", new byte[16]);
        await using OutboxLane lane = await OutboxLane.OpenAsync(options, TimeProvider.System, NullLogger<OutboxLane>.Instance, CancellationToken.None);
        Task<(long Read, long Gaps)> reading = Task.Run(() => ReadAsync(lane, (ulong)events.Count));
        await AppendAsync(lane, events);
        (long read, long gaps) = await reading;
        return (events.Count - read, gaps);
    }

    private static async Task AppendAsync(OutboxLane lane, IReadOnlyList<Event> events)
    {
        var flight = new Queue<ValueTask<ulong>>(InFlight);
        foreach (Event item in events)
        {
            if (flight.Count == InFlight)
            {
                _ = await flight.Dequeue();
            }

            flight.Enqueue(lane.AppendAsync(item, CancellationToken.None));
        }

        while (flight.TryDequeue(out ValueTask<ulong> last))
        {
            _ = await last;
        }
    }

    private static async Task<(long Read, long Gaps)> ReadAsync(OutboxLane lane, ulong until)
    {
        ulong after = 0;
        ulong next = 1;
        long read = 0;
        long gaps = 0;
        while (next <= until)
        {
            await lane.WaitForBatchAsync(after, CancellationToken.None);
            if (await lane.ReadAfterAsync(after, CancellationToken.None) is not { } batch)
            {
                continue;
            }

            gaps += batch.FirstSequence == next ? 0 : 1;
            after = batch.FirstSequence;
            next = batch.FirstSequence + batch.Count;
            read += batch.Count;
            lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
        }

        return (read, gaps);
    }
}
