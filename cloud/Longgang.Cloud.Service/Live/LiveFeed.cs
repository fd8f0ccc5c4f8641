using System.Threading.Channels;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ingestion;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Live;

/// <summary>
/// Broadcasts committed alert changes to all listeners. It reads them from the store in order of their numbers, so the live stream is the
/// resumed stream and nothing can fall between the two.
/// </summary>
public sealed partial class LiveFeed : BackgroundService, IAlertChangeListener, IHostedLifecycleService
{
    private const int Page = 500;

    private readonly IServiceProvider _services;
    private readonly IOptions<LiveOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveFeed> _logger;
    private readonly Lock _lock = new();
    private readonly List<LiveListener> _listeners = [];
    private readonly Channel<long> _bell = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private long _last;
    private long _dropped;
    private bool _closed;

    /// <summary>Makes the feed. The store is resolved at start, because the store's writer in turn rings this feed's bell.</summary>
    public LiveFeed(IServiceProvider services, IOptions<LiveOptions> options, TimeProvider time, ILogger<LiveFeed> logger)
    {
        _services = services;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>How many listen.</summary>
    public int ListenerCount
    {
        get
        {
            lock (_lock)
            {
                return _listeners.Count;
            }
        }
    }

    /// <summary>Listeners that were dropped because they were too slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void OnCommitted(long lastChange) => _bell.Writer.TryWrite(lastChange);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _last = await _services.GetRequiredService<IAlertStore>().ReadLastChangeAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the streams before the listener of HTTP waits for them.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Close();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends every stream and takes no new listeners.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (LiveListener listener in _listeners)
            {
                listener.Complete();
            }

            _listeners.Clear();
        }
    }

    /// <summary>Adds a listener, or null when there are too many or the service stops.</summary>
    internal LiveListener? Join()
    {
        lock (_lock)
        {
            if (_closed || _listeners.Count >= _options.Value.MaxListeners)
            {
                return null;
            }

            var listener = new LiveListener(_options.Value.ListenerQueue);
            _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Removes a listener.</summary>
    internal void Leave(LiveListener listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
        }
    }

    /// <summary>Sends one frame to everybody; who is too slow is dropped and resumes by its last id.</summary>
    internal void Broadcast(LiveFrame frame)
    {
        lock (_lock)
        {
            for (int i = _listeners.Count - 1; i >= 0; i--)
            {
                if (!_listeners[i].TrySend(frame))
                {
                    _listeners[i].Complete();
                    _listeners.RemoveAt(i);
                    Interlocked.Increment(ref _dropped);
                    LogDropped();
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        IAlertStore alerts = _services.GetRequiredService<IAlertStore>();
        try
        {
            await foreach (long _ in _bell.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await SendChangesAsync(alerts, stoppingToken);
                }
                catch (Exception e) when (e is StoreUnavailableException or System.Data.Common.DbException)
                {
                    // The bell rings again: what is new stays new until it has been read.
                    LogPostponed(e);
                    await Task.Delay(TimeSpan.FromSeconds(1), _time, stoppingToken);
                    OnCommitted(_last);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task SendChangesAsync(IAlertStore alerts, CancellationToken cancellationToken)
    {
        IReadOnlyList<AlertChange> changes;
        do
        {
            changes = await alerts.ReadChangesAsync(_last, Page, cancellationToken);
            foreach (AlertChange change in changes)
            {
                Broadcast(LiveFrame.Of(change));
                _last = change.Number;
            }
        }
        while (changes.Count == Page);
    }

    [LoggerMessage(5502, LogLevel.Warning, "Alert changes cannot be read now; the live stream goes on when they can")]
    private partial void LogPostponed(Exception exception);

    [LoggerMessage(5500, LogLevel.Information, "A live listener was too slow and is dropped; it resumes by its last id")]
    private partial void LogDropped();
}
