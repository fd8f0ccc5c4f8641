using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Appending;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Hosting;
using Longgang.Edge.Outbox.Reading;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Outbox;

/// <summary>
/// A lane on LiteDB behind two streams of its own. One thread, the owner, does everything that touches LiteDB; a second one writes and
/// syncs a transaction while the owner prepares the next. See docs/decisions/0001-outbox-durability.md.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "The owner closes what holds files and threads when it ends; events and semaphores have no handle here, and late callers may still touch them.")]
public sealed partial class OutboxLane : ILane, IAsyncDisposable
{
    private readonly LaneOptions _options;
    private readonly bool _spaced;
    private readonly IStoreFolder _folder;
    private readonly ILaneHost _host;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _wake = new(false, 0);
    private readonly AppendQueue _queue;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentQueue<ReadRequest> _reads = new();
    private readonly ConcurrentQueue<(OutboxId Outbox, ulong First, uint Count)> _acks = new();
    private readonly RecentBatches _recent;
    private readonly BatchEncoder _encoder;
    private readonly CommitWriter _writer;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource _batchCommitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaneSnapshot _snapshot = new(default, 0, 0, 0, 0, 0, 0, Faulted: true);
    private IReadOnlyDictionary<string, DeviceCursor> _recoveredCursors = new Dictionary<string, DeviceCursor>();
    private LaneFullException? _full;
    private Exception? _fault;
    private ulong _lastBatch;
    private volatile bool _stopping;

    private OutboxLane(LaneOptions options, IStoreFolder folder, ILaneHost host, TimeProvider time, ILogger logger)
    {
        _options = options;
        _spaced = options.MaxWait > TimeSpan.Zero && options.Spacing > TimeSpan.Zero;
        _folder = folder;
        _host = host;
        _time = time;
        _logger = logger;
        _queue = new AppendQueue(_wake);
        _slots = new SemaphoreSlim(options.QueueEvents);
        _recent = new RecentBatches(options.CacheBytes);
        _encoder = new BatchEncoder(options);
        _writer = host.CreateWriter($"outbox {LaneName} writer", _wake, OnDurable);
    }

    /// <inheritdoc/>
    public Lane Kind => _options.Kind;

    /// <inheritdoc/>
    public LaneSnapshot Snapshot => Volatile.Read(ref _full) is null ? Volatile.Read(ref _snapshot) : Volatile.Read(ref _snapshot) with { IsFull = true };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => _recoveredCursors;

    /// <summary>Opens the lane, making its store when there is none, and starts its threads.</summary>
    /// <exception cref="StoreFileException">Another process has the lane, or the disk cannot be used.</exception>
    public static Task<OutboxLane> OpenAsync(LaneOptions options, TimeProvider time, ILogger<OutboxLane> logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OpenAsync(options, new PosixFolder(options.Directory), time, logger, cancellationToken);
    }

    internal static async Task<OutboxLane> OpenAsync(
        LaneOptions options, IStoreFolder folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        LaneOptionsValidator.Validate(options);
        cancellationToken.ThrowIfCancellationRequested();
        var lane = new OutboxLane(options, folder, LaneThreads.Instance, time, logger);
        new Thread(lane.Own) { Name = $"outbox {lane.LaneName} owner", IsBackground = true }.Start();
        await lane._opened.Task;
        return lane;
    }

    /// <summary>
    /// Opens a lane without threads: <paramref name="host"/> gives it its turns by <see cref="Turn"/>. The options are not checked: a simulation's
    /// snapshots are closer together than makes sense on a box.
    /// </summary>
    internal static OutboxLane OpenHosted(LaneOptions options, IStoreFolder folder, ILaneHost host, TimeProvider time, ILogger logger)
    {
        var lane = new OutboxLane(options, folder, host, time, logger);
        lane.Open();
        return lane;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The event is encoded on the caller's thread and may be changed afterwards. Cancelling works while the queue is full; once the event
    /// is in the queue it will be committed, so the result is then awaited whatever the token says.
    /// </remarks>
    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken) => AppendAsync(item, urgent: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ulong> AppendAtOnceAsync(Event item, CancellationToken cancellationToken) => AppendAsync(item, urgent: true, cancellationToken);

    private ValueTask<ulong> AppendAsync(Event item, bool urgent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        int drains = _queue.Drains;
        ThrowIfRefused();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ulong>(cancellationToken);
        }

        return _slots.Wait(0, CancellationToken.None) ? Enqueue(item, urgent, drains) : EnqueueWhenFreeAsync(item, urgent, drains, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) =>
        await FindAsync(sequence).WaitAsync(cancellationToken);

    /// <summary>The first batch above <paramref name="sequence"/>: from memory, or from the owner when it comes to it.</summary>
    internal Task<StoredBatch?> FindAsync(ulong sequence)
    {
        if (sequence >= Volatile.Read(ref _lastBatch))
        {
            return Task.FromResult<StoredBatch?>(null);
        }

        if (_recent.FirstAfter(sequence, Volatile.Read(ref _head)) is { } recent)
        {
            return Task.FromResult<StoredBatch?>(recent);
        }

        var request = new ReadRequest(sequence);
        ObjectDisposedException.ThrowIf(_closed.Task.IsCompleted, this);
        _reads.Enqueue(request);
        _wake.Set();
        return request.Task;
    }

    /// <inheritdoc/>
    public async ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task committed;
            lock (_gate)
            {
                if (_lastBatch > sequence)
                {
                    return;
                }

                committed = _batchCommitted.Task;
            }

            await committed.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count)
    {
        _acks.Enqueue((outbox, firstSequence, count));
        _wake.Set();
    }

    /// <summary>Commits what was taken, deletes what was acknowledged and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reporting.CancelAsync();
        await _reporter;
        _queue.Close();
        _stopping = true;
        _stop.Set();
        _wake.Set();
        await _closed.Task;
    }

    private string LaneName => Kind.ToString().ToLowerInvariant();

    private ValueTask<ulong> Enqueue(Event item, bool urgent, int drains)
    {
        PendingAppend pending = PendingAppend.Rent(item, urgent);
        ValueTask<ulong> result = pending.Result;
        if (!_queue.TryAdd(pending, drains))
        {
            _ = _slots.Release();
            pending.Fail(_stopping ? new ObjectDisposedException(nameof(OutboxLane)) : Fault() ?? new LaneFaultedException(Kind, new IOException("what was appended before it has failed")));
        }

        return result;
    }

    private async ValueTask<ulong> EnqueueWhenFreeAsync(Event item, bool urgent, int drains, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            ThrowIfRefused();
        }
        catch
        {
            _ = _slots.Release();
            throw;
        }

        return await Enqueue(item, urgent, drains);
    }

    private void ThrowIfRefused()
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (Fault() is { } fault)
        {
            throw fault;
        }

        if (Volatile.Read(ref _full) is { } full)
        {
            throw full;
        }
    }

    private LaneFaultedException? Fault() => Volatile.Read(ref _fault) is { } fault ? new LaneFaultedException(Kind, fault) : null;
}
