using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Core.Uplink;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>
/// Carries both lanes to the cloud over MQTT 5, each over a connection of its own, and tells it about the box. A batch leaves the box
/// only by the cloud's end-to-end acknowledgement; the broker's PUBACK paces and proves that the connection lives, no more.
/// </summary>
public sealed partial class MqttUplink : IAsyncDisposable
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(20);

    // The last status and DISCONNECT on a connection that lives take a round trip each; a dead one must not hold the stop up.
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    // An alert waits for the next attempt, so the attempts of its lane never lie far apart; two thousand boxes make 400 a second of them.
    private static readonly TimeSpan AlertReconnectMax = TimeSpan.FromSeconds(10);

    private readonly MqttUplinkConnection _alert;
    private readonly MqttUplinkConnection _record;
    private readonly CommandIntake? _commands;
    private readonly TimeProvider _time;
    private readonly ILogger<MqttUplink> _logger;
    private readonly CancellationTokenSource _finishRecord = new();
    private readonly CancellationTokenSource _finishAlert = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _alertRun = Task.CompletedTask;
    private Task _recordRun = Task.CompletedTask;
    private Task _commandsRun = Task.CompletedTask;

    /// <summary>Composes the uplink; <see cref="Start"/> starts it.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="alert">The alert lane. Its connection also carries the status and the will.</param>
    /// <param name="record">The record lane.</param>
    /// <param name="status">The box's figures.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Seed source of the reconnect jitter.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="logger">Where to say what happens.</param>
    /// <param name="clock">Learns the cloud's time by the statuses; null: nobody wants to know it.</param>
    /// <param name="commands">Where commands go; null: the box takes none.</param>
    public MqttUplink(
        MqttUplinkOptions options,
        ILane alert,
        ILane record,
        IGatewayStatusSource status,
        TimeProvider time,
        Random random,
        UplinkMetrics metrics,
        ILogger<MqttUplink> logger,
        CloudClock? clock = null,
        UplinkCommands? commands = null)
    {
        (_time, _logger) = (time, logger);
        TimeSpan alertMax = options.ReconnectMax < AlertReconnectMax ? options.ReconnectMax : AlertReconnectMax;

        // One way only: the alert lane keeps to its own schedule, so two connections that die at once cannot wake each other for ever.
        MqttUplinkConnection records = Connection(record, null, null, options.ReconnectMax, null);
        _record = records;
        _commands = commands is null ? null : new CommandIntake(commands.Sink, logger);
        _alert = Connection(
            alert,
            new StatusPublisher(status, clock, options, time),
            commands is null ? null : new CommandSubscriptions(options.Gateway, commands.Areas, time, logger),
            alertMax,
            records.Retry);

        MqttUplinkConnection Connection(ILane lane, StatusPublisher? publisher, CommandSubscriptions? subscriptions, TimeSpan max, Action? connected) => new(
            options,
            new LaneSender(lane, options.WindowOf(lane.Kind), time, metrics, logger),
            publisher,
            subscriptions,
            (asked, cloud) => clock?.Answer(asked, cloud),
            payload => _commands?.Post(payload),
            new ReconnectSchedule(options.ReconnectFirst, max, options.ReconnectStable, new Random(random.Next())),
            connected,
            time,
            metrics,
            logger);
    }

    /// <summary>Completes after <see cref="StopAsync"/>; faults when something unexpected happened, which should stop the process.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>The uplink at this moment. Callable from any thread.</summary>
    public UplinkFigures Figures
    {
        get
        {
            DateTimeOffset? alert = _alert.ConnectedSince, record = _record.ConnectedSince;
            return new UplinkFigures(
                alert is null || record is null ? null : (alert > record ? alert : record),
                _alert.LastFailure ?? _record.LastFailure,
                _alert.Failures + _record.Failures,
                [_alert.Sender.Figures(alert is not null), _record.Sender.Figures(record is not null)]);
        }
    }

    /// <summary>Starts connecting and sending.</summary>
    public void Start()
    {
        _alertRun = _alert.RunAsync(_finishAlert.Token, _abort.Token);
        _recordRun = _record.RunAsync(_finishRecord.Token, _abort.Token);
        _commandsRun = _commands?.RunAsync(_abort.Token) ?? Task.CompletedTask;
        Completion = FirstFaultAsync();
    }

    /// <summary>
    /// Delivers what the lanes still hold until <paramref name="deadline"/>, says goodbye with the final figures and closes. What was not
    /// delivered stays on disk.
    /// </summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        try
        {
            while (!(_alert.Sender.Drained && _record.Sender.Drained) && !Completion.IsCompleted)
            {
                await Task.Delay(DrainPoll, _time, deadline).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            LogNotDrained();
        }

        // The final status goes last, so that nothing moves its figures any more.
        await FinishAsync(_finishRecord, _recordRun).ConfigureAwait(false);
        await FinishAsync(_finishAlert, _alertRun).ConfigureAwait(false);
        await _abort.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_alertRun, _recordRun, _commandsRun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_alertRun, _recordRun, _commandsRun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _abort.Dispose();
        _finishAlert.Dispose();
        _finishRecord.Dispose();
    }

    private async Task FinishAsync(CancellationTokenSource finish, Task run)
    {
        await finish.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(run, Task.Delay(GoodbyeTimeout, _time)).ConfigureAwait(false);
    }

    private async Task FirstFaultAsync()
    {
        Task[] runs = _commands is null ? [_alertRun, _recordRun] : [_alertRun, _recordRun, _commandsRun];
        Task first = await Task.WhenAny(runs).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        await Task.WhenAll(runs).ConfigureAwait(false);
    }
}
