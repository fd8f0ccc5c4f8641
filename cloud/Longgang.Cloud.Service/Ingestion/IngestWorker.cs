using System.Threading.Channels;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Metrics;
using Longgang.Cloud.Service.Security;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Ingestion;

/// <summary>
/// Decodes (a loop for each lane), commits in groups, and acknowledges: in this order, and nothing before its commit.
/// Alerts go first whenever the committer is free.
/// </summary>
public sealed partial class IngestWorker(
    IngestQueue queue,
    IIngestStore store,
    SecurityJournal security,
    IngestCounters counters,
    IOptions<IngestOptions> options,
    TimeProvider time,
    ILogger<IngestWorker> logger) : BackgroundService
{
    private const int Crowd = 16;

    private readonly Channel<Decoded> _alerts = Channel.CreateBounded<Decoded>(new BoundedChannelOptions(256) { SingleReader = true });
    private readonly Channel<Decoded> _records = Channel.CreateBounded<Decoded>(new BoundedChannelOptions(32) { SingleReader = true });
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long _lastCommit;

    /// <summary>Completes when the queue was completed and all of it is committed and acknowledged.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Takes nothing more in, and waits until what is here is committed and acknowledged, or the time is over.</summary>
    public async Task FinishAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        queue.Complete();
        try
        {
            await Drained.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The store does not take it: it was not acknowledged, the boxes have it.
            LogNotDrained(limit);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Decoding must not run on the thread that starts the host.
        await Task.Yield();
        try
        {
            Task commit = CommitLoopAsync(stoppingToken);
            await Task.WhenAll(DecodeLoopAsync(Lane.Alert, _alerts, stoppingToken), DecodeLoopAsync(Lane.Record, _records, stoppingToken));
            _bell.Writer.Complete();
            await commit;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not committed was not acknowledged either: the boxes send it again.
        }
        finally
        {
            _drained.TrySetResult();
        }
    }

    private async Task DecodeLoopAsync(Lane lane, Channel<Decoded> decoded, CancellationToken cancellationToken)
    {
        using var reader = new BatchReader();
        await foreach (ReceivedBatch received in queue.ReaderOf(lane).ReadAllAsync(cancellationToken))
        {
            counters.Received(received.Payload.Length);
            BatchReading reading = reader.Read(received);
            if (reading.Security is { } record)
            {
                security.Report(record);
            }

            if (reading.Item is { } item)
            {
                await decoded.Writer.WriteAsync(new Decoded(item, received.Route), cancellationToken);
                _bell.Writer.TryWrite(true);
            }
            else if (reading.Answer is { } answer)
            {
                Count(answer);
                LogNotTaken(received.Gateway, answer.Status, answer.Reason);
                await received.Route.SendAsync(new Acks { Major = WireVersion.Major, Acks_ = { answer } }, cancellationToken);
            }
        }
    }

    private async Task CommitLoopAsync(CancellationToken cancellationToken)
    {
        var group = new List<Decoded>();
        while (await _bell.Reader.WaitToReadAsync(cancellationToken))
        {
            _bell.Reader.TryRead(out _);
            await GatherAsync(cancellationToken);
            while (TakeGroup(group))
            {
                _lastCommit = time.GetTimestamp();
                await CommitAsync(group, cancellationToken);
                await GatherAsync(cancellationToken);
            }
        }

        while (TakeGroup(group))
        {
            await CommitAsync(group, cancellationToken);
        }
    }

    /// <summary>
    /// Lets a few record batches wait until the spacing has passed since the last commit: a sync and a message of acknowledgements cost the same
    /// for one batch as for ten. An alert, or a crowd, ends the wait.
    /// </summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        Task? over = null;
        while (_alerts.Reader.Count == 0 && _records.Reader.Count is > 0 and < Crowd && !_bell.Reader.Completion.IsCompleted)
        {
            TimeSpan left = options.Value.Spacing - time.GetElapsedTime(_lastCommit);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            over ??= Task.Delay(left, time, cancellationToken);
            Task<bool> rung = _bell.Reader.WaitToReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(rung, over) == over || !await rung)
            {
                return;
            }

            _bell.Reader.TryRead(out _);
        }
    }

    /// <summary>All alerts that wait, else as many records as a transaction should hold.</summary>
    private bool TakeGroup(List<Decoded> group)
    {
        group.Clear();
        while (group.Count < 256 && _alerts.Reader.TryRead(out Decoded alert))
        {
            group.Add(alert);
        }

        int events = 0;
        int most = options.Value.GroupEvents ?? store.GroupEvents;
        while (group.Count == 0 || (events > 0 && events < most))
        {
            if (!_records.Reader.TryRead(out Decoded record))
            {
                break;
            }

            group.Add(record);
            events += record.Item is IngestItem.Readable readable ? readable.Batch.Events.Count : 1;
        }

        return group.Count > 0;
    }

    private async Task CommitAsync(List<Decoded> group, CancellationToken cancellationToken)
    {
        CommitResult result = await CommitUntilTakenAsync([.. group.Select(decoded => decoded.Item)], cancellationToken);
        counters.Committed(result.Events, result.Scans, result.Duplicates);
        var acks = new Dictionary<IAckRoute, Acks>();
        for (int i = 0; i < group.Count; i++)
        {
            BatchOutcome outcome = result.Outcomes[i];
            Ack ack = BatchReader.AckOf(outcome);
            Count(ack);
            if (outcome.Repeated)
            {
                counters.WasRepeated();
            }
            else if (outcome.Status != AckStatus.Stored)
            {
                LogNotTaken(group[i].Item.Gateway, outcome.Status, outcome.Reason);
            }

            if (!acks.TryGetValue(group[i].Route, out Acks? message))
            {
                acks.Add(group[i].Route, message = new Acks { Major = WireVersion.Major });
            }

            message.Acks_.Add(ack);
        }

        foreach ((IAckRoute route, Acks message) in acks)
        {
            await route.SendAsync(message, cancellationToken);
        }
    }

    private async Task<CommitResult> CommitUntilTakenAsync(IngestItem[] items, CancellationToken cancellationToken)
    {
        TimeSpan pause = StorePause.First;
        while (true)
        {
            try
            {
                return await store.CommitAsync(items, cancellationToken);
            }
            catch (StoreUnavailableException e)
            {
                // Nothing is acknowledged. The queues fill, the boxes are held back and keep what they have.
                counters.StoreFailed();
                LogStoreUnavailable(e.Message, pause);
                await Task.Delay(pause, time, cancellationToken);
                pause = StorePause.After(pause);
            }
        }
    }

    private void Count(Ack ack)
    {
        switch (ack.Status)
        {
            case AckStatus.Quarantined: counters.WasQuarantined(); break;
            case AckStatus.Corrupt: counters.WasCorrupt(); break;
            case AckStatus.Refused: counters.WasRefused(); break;
            default: break;
        }
    }

    private readonly record struct Decoded(IngestItem Item, IAckRoute Route);
}
