using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Ingestion;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Tests.External;

/// <summary>The real queue, whose record lane is full until the test opens it.</summary>
internal sealed class LaneGate : IIngestSink
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IngestQueue? _queue;
    private int _waiting;

    /// <summary>Record batches that stand before the full queue, in memory.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public LaneGate Before(IngestQueue queue)
    {
        _queue = queue;
        return this;
    }

    public void Open() => _open.TrySetResult();

    public async ValueTask AcceptAsync(ReceivedBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Lane == Lane.Record)
        {
            Interlocked.Increment(ref _waiting);
            await _open.Task.WaitAsync(cancellationToken);
        }

        await _queue!.AcceptAsync(batch, cancellationToken);
    }
}
