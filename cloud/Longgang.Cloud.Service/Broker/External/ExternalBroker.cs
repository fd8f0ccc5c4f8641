using System.Diagnostics.CodeAnalysis;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Ingestion;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Options;
using MQTTnet;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>
/// An external broker as an ingest transport, shared with other replicas. Each lane has a connection of its own, so that a full queue of
/// records holds only records back; a third one hears statuses and carries the acknowledgements, a fourth one commands. Nothing is entrusted to the broker: what it
/// forgets, or gave to a replica that died, comes again from its box, because only an acknowledgement of a commit deletes it there.
/// </summary>
internal sealed partial class ExternalBroker : BackgroundService, IHostedLifecycleService, IBrokerTransport
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly UplinkIntake _intake;
    private readonly GatewayDirectory _directory;
    private readonly StatusPresence _presence;
    private readonly AckPublisher _acks;
    private readonly IngestWorker _worker;
    private readonly TimeProvider _time;
    private readonly ILogger<ExternalBroker> _logger;
    private readonly BrokerLink[] _lanes;
    private readonly BrokerLink _control;
    private readonly BrokerLink _commands;
    private readonly CancellationTokenSource _finishLanes = new();
    private readonly CancellationTokenSource _finishControl = new();
    private Task _lanesRun = Task.CompletedTask;
    private Task _controlRun = Task.CompletedTask;

    /// <summary>Composes it; it connects when it is started, and goes on trying when it cannot.</summary>
    public ExternalBroker(
        UplinkIntake intake,
        GatewayDirectory directory,
        StatusPresence presence,
        AckPublisher acks,
        ExternalCommands commands,
        IngestWorker worker,
        IOptions<BrokerOptions> options,
        TimeProvider time,
        ILogger<ExternalBroker> logger)
    {
        (_intake, _directory, _presence, _acks, _worker, _time, _logger) = (intake, directory, presence, acks, worker, time, logger);
        ExternalBrokerOptions external = options.Value.External;
        var random = new Random(HashCode.Combine(external.ClientId, Environment.ProcessId, time.GetTimestamp()));
        _lanes = [LaneLink(Lane.Alert), LaneLink(Lane.Record)];

        // Retained messages are not sent on shared subscriptions (MQTT 5, 4.8.2): every replica hears every status.
        _control = Link("control", [Topics.StatusFilter], ControlAsync);
        _commands = Link("commands", [], commands.RunAsync);

        BrokerLink LaneLink(Lane lane) =>
            Link(Topics.LaneName(lane), [$"$share/{external.ShareGroup}/{Topics.Up("+", lane)}"], TakeBatchesAsync);

        BrokerLink Link(string role, IReadOnlyList<string> filters, Func<BrokerSession, CancellationToken, Task> work) =>
            new(role, filters, work, options, new ReconnectPause(external.ReconnectMax, new Random(random.Next())), time, logger);
    }

    private IEnumerable<BrokerLink> Links => [.. _lanes, _control, _commands];

    /// <inheritdoc/>
    public BrokerFigures Figures => new()
    {
        Problem = Links.Select(link => link.Problem).FirstOrDefault(problem => problem is not null),
        ConnectionFailures = Links.Sum(link => link.Failures),
        DroppedAcks = _acks.Dropped,
        ShedMessages = Links.Sum(link => link.Shed),
    };

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before anything else stops: take in nothing more, so that the broker turns to the other replicas; commit and acknowledge what is here; go.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _finishLanes.CancelAsync();
        await _lanesRun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _worker.FinishAsync(DrainTimeout, cancellationToken);
        long started = _time.GetTimestamp();
        while (_acks.Unsent > 0 && _control.Problem is null && _time.GetElapsedTime(started) < FlushTimeout)
        {
            await Task.Delay(Glance, _time, cancellationToken);
        }

        await _finishControl.CancelAsync();
        await _controlRun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An external broker keeps the passwords itself; here their batches are refused from now on.</summary>
    public Task WithdrawAsync(IReadOnlyCollection<string> gateways)
    {
        foreach (string gateway in gateways)
        {
            LogWithdrawn(gateway);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _finishLanes.Dispose();
        _finishControl.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task[] lanes = [.. _lanes.Select(lane => lane.RunAsync(_finishLanes.Token))];
        _lanesRun = Task.WhenAll(lanes);
        Task[] others = [_control.RunAsync(_finishControl.Token), _commands.RunAsync(_finishControl.Token)];
        _controlRun = Task.WhenAll(others);

        // Whichever ends first ended in order or by a fault of ours, which must stop the process at once.
        await await Task.WhenAny([.. lanes, .. others]);
        await Task.WhenAll(_lanesRun, _controlRun);
    }

    private async Task TakeBatchesAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        await foreach (MqttApplicationMessageReceivedEventArgs received in session.ReadAllAsync(cancellationToken))
        {
            MqttApplicationMessage message = received.ApplicationMessage;
            if (!TryReadGateway(message.Topic, out string? gateway) || !TopicAcl.IsBatch(gateway, message.Topic, out Lane lane))
            {
                _intake.Refuse(string.Empty, "publish", message.Topic);
            }
            else if (_directory.Contains(gateway))
            {
                // Waits while the queue is full: without its PUBACKs a broker stops at the receive maximum.
                await _intake.AcceptBatchAsync(message, gateway, lane, _acks.RouteTo(gateway), cancellationToken);
            }
            else
            {
                await _intake.RefuseUnenrolledAsync(message, gateway, lane, _acks.RouteTo(gateway), cancellationToken);
            }

            await BrokerSession.AcknowledgeAsync(received, cancellationToken);
        }
    }

    private Task ControlAsync(BrokerSession session, CancellationToken cancellationToken) =>
        Task.WhenAll(_acks.RunAsync(session, cancellationToken), TakeStatusesAsync(session, cancellationToken));

    private async Task TakeStatusesAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        await foreach (MqttApplicationMessageReceivedEventArgs received in session.ReadAllAsync(cancellationToken))
        {
            MqttApplicationMessage message = received.ApplicationMessage;
            if (!TryReadGateway(message.Topic, out string? gateway) || !_directory.Contains(gateway))
            {
                _intake.Refuse(gateway ?? string.Empty, "publish", message.Topic);
            }
            else if (message.Payload.Length > 0)
            {
                // An empty retained message only clears the topic.
                IAckRoute? route = message.Retain ? null : _acks.RouteTo(gateway);
                if (await _intake.AcceptStatusAsync(message, gateway, route, cancellationToken) is { } status)
                {
                    _presence.Say(gateway, status.Online);
                }
                else
                {
                    LogUnreadableStatus(gateway);
                }
            }

            await BrokerSession.AcknowledgeAsync(received, cancellationToken);
        }
    }

    private static bool TryReadGateway(string topic, [NotNullWhen(true)] out string? gateway) =>
        Topics.TryParseGateway(topic, out gateway, out _) && GatewaysFile.IsId(gateway);

    [LoggerMessage(5023, LogLevel.Warning, "Gateway {Gateway} is no longer enrolled with its old secret: take it out of the broker's password file as well")]
    private partial void LogWithdrawn(string gateway);

    [LoggerMessage(5024, LogLevel.Warning, "A status of gateway {Gateway} is not one of a major version that this cloud reads")]
    private partial void LogUnreadableStatus(string gateway);
}
