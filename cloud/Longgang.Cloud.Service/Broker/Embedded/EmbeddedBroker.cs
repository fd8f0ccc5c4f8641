using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Service.Ingestion;
using Longgang.Cloud.Service.Security;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Longgang.Cloud.Service.Broker.Embedded;

/// <summary>
/// The embedded broker as an ingest transport: it intercepts what boxes publish and routes nothing of it, which is several times as fast and
/// leaves no way from one box to another. Only the service's own commands are routed (<see cref="EmbeddedCommands"/>).
/// </summary>
public sealed partial class EmbeddedBroker(
    MqttServer server,
    GatewayDirectory directory,
    GatewaySessions presence,
    UplinkIntake intake,
    IngestWorker worker,
    SecurityJournal security,
    TimeProvider time,
    ILogger<EmbeddedBroker> logger) : IHostedLifecycleService, IBrokerTransport
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);
    private long _loginsRefused;

    /// <inheritdoc/>
    public BrokerFigures Figures => new() { RefusedLogins = Interlocked.Read(ref _loginsRefused) };

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        server.ValidatingConnectionAsync += OnConnectingAsync;
        server.ClientConnectedAsync += OnConnectedAsync;
        server.ClientDisconnectedAsync += OnDisconnectedAsync;
        server.InterceptingPublishAsync += OnPublishAsync;
        server.InterceptingSubscriptionAsync += OnSubscribeAsync;
        await server.StartAsync();
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before anything else stops: take in nothing more, commit and acknowledge what is here, then say goodbye to the boxes.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await worker.FinishAsync(DrainTimeout, cancellationToken);
        await server.StopAsync(new MqttServerStopOptions
        {
            DefaultClientDisconnectOptions = new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown },
        });
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task WithdrawAsync(IReadOnlyCollection<string> gateways)
    {
        foreach (GatewaySession session in gateways.SelectMany(presence.SessionsOf))
        {
            LogRevoked(session.Gateway);
            await DisconnectAsync(session, MqttDisconnectReasonCode.NotAuthorized);
        }
    }

    private async Task DisconnectAsync(GatewaySession session, MqttDisconnectReasonCode reason)
    {
        try
        {
            await server.DisconnectClientAsync(session.ClientId, new MqttServerClientDisconnectOptions { ReasonCode = reason });
        }
        catch (InvalidOperationException)
        {
            // Gone already.
        }
    }

    private Task OnConnectingAsync(ValidatingConnectionEventArgs args)
    {
        string? gateway = args.UserName;
        string clientId = args.ClientId;
        if (string.IsNullOrEmpty(clientId))
        {
            clientId = args.AssignedClientIdentifier = Guid.NewGuid().ToString("n");
        }

        if (!directory.Verify(gateway, args.RawPassword))
        {
            Interlocked.Increment(ref _loginsRefused);
            args.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            string name = UplinkIntake.Printable(gateway);
            LogLoginRefused(name, args.RemoteEndPoint?.ToString() ?? "?");
            security.Report(new SecurityRecord(time.GetUtcNow(), name, SecurityKind.LoginFailed, "wrong id or secret"));
            return Task.CompletedTask;
        }

        if (presence.HolderOf(clientId) is { } holder && holder != gateway)
        {
            // Taking over a client id ends the session that has it: no box may do that to another.
            Interlocked.Increment(ref _loginsRefused);
            args.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            security.Report(new SecurityRecord(time.GetUtcNow(), gateway!, SecurityKind.LoginFailed, "client id of another gateway"));
            return Task.CompletedTask;
        }

        args.SessionItems[GatewaySession.ItemKey] = new GatewaySession(gateway!, clientId) { DisconnectAsync = DisconnectAsync };
        return Task.CompletedTask;
    }

    private async Task OnConnectedAsync(ClientConnectedEventArgs args)
    {
        if (args.SessionItems[GatewaySession.ItemKey] is GatewaySession session)
        {
            session.Session = await server.GetSessionAsync(args.ClientId);
            session.SaidGoodbye = false;
            presence.Add(session);
            LogConnected(session.Gateway);
        }
    }

    private Task OnDisconnectedAsync(ClientDisconnectedEventArgs args)
    {
        if (args.SessionItems[GatewaySession.ItemKey] is GatewaySession session)
        {
            session.Session = null;
            presence.Remove(session);
            LogDisconnected(session.Gateway, args.DisconnectType);
        }

        return Task.CompletedTask;
    }

    private async Task OnPublishAsync(InterceptingPublishEventArgs args)
    {
        if (EmbeddedCommands.IsOurs(args.SessionItems))
        {
            return;
        }

        args.ProcessPublish = false;
        MqttApplicationMessage message = args.ApplicationMessage;
        if (args.SessionItems[GatewaySession.ItemKey] is not GatewaySession session)
        {
            args.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
        }
        else if (TopicAcl.IsBatch(session.Gateway, message.Topic, out Lane lane))
        {
            await TakeBatchAsync(args, message, session, lane);
        }
        else if (TopicAcl.IsStatus(session.Gateway, message.Topic))
        {
            await TakeStatusAsync(args, message, session);
        }
        else
        {
            intake.Refuse(session.Gateway, "publish", message.Topic);
            args.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
            args.Response.ReasonString = "A box may publish only on its own up/alert, up/record and status.";
        }
    }

    private async Task TakeBatchAsync(InterceptingPublishEventArgs args, MqttApplicationMessage message, GatewaySession session, Lane lane)
    {
        try
        {
            await intake.AcceptBatchAsync(message, session.Gateway, lane, session, args.CancellationToken);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            args.Response.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
            args.Response.ReasonString = "The service is stopping. Send it again after reconnecting.";
        }
        catch (OperationCanceledException) when (args.CancellationToken.IsCancellationRequested)
        {
            // The box is gone: it sends the batch again.
        }
    }

    private async Task TakeStatusAsync(InterceptingPublishEventArgs args, MqttApplicationMessage message, GatewaySession session)
    {
        if (message.Payload.IsEmpty)
        {
            // An empty retained message only clears the topic.
            return;
        }

        if (await intake.AcceptStatusAsync(message, session.Gateway, session, args.CancellationToken) is { } status)
        {
            session.SaidGoodbye = !status.Online;
        }
        else
        {
            args.Response.ReasonCode = MqttPubAckReasonCode.PayloadFormatInvalid;
            args.Response.ReasonString = "Not a GatewayStatus of a major version that this cloud reads.";
        }
    }

    private Task OnSubscribeAsync(InterceptingSubscriptionEventArgs args)
    {
        MqttTopicFilter filter = args.TopicFilter;
        if (args.SessionItems[GatewaySession.ItemKey] is GatewaySession session && !TopicAcl.MaySubscribe(session.Gateway, filter.Topic))
        {
            intake.Refuse(session.Gateway, "subscribe", filter.Topic);
            args.ProcessSubscription = false;
            args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        }

        return Task.CompletedTask;
    }
}
