using System.Collections.Concurrent;
using System.Collections.Immutable;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Devices.Registry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>
/// The MQTT listener for devices. Starts before Kestrel listens, so that no connection comes too early. Each device sees and says
/// only what lies below its own topic.
/// </summary>
public sealed partial class MqttListener : IHostedService, IDisposable
{
    private static readonly TimeSpan KeepAliveCheck = TimeSpan.FromSeconds(1);

    private readonly IOptions<MqttLanOptions> _options;
    private readonly DeviceRegistryHolder _registry;
    private readonly ISecurityReporter _security;
    private readonly EdgeMeter _meter;
    private readonly ILogger<MqttListener> _logger;
    private readonly MqttServer _server;
    private readonly ConcurrentDictionary<MqttLanConnection, byte> _connections = [];
    private readonly ConcurrentDictionary<string, ImmutableArray<MqttLanConnection>> _byDevice = new(StringComparer.Ordinal);
    private ITimer? _keepAlive;

    /// <summary>Opens nothing yet.</summary>
    public MqttListener(
        ILanHandler handler,
        DeviceRegistryHolder registry,
        ISecurityReporter security,
        EdgeMeter meter,
        IOptions<MqttLanOptions> options,
        TimeProvider time,
        ILogger<MqttListener> logger)
    {
        Handler = handler;
        Time = time;
        _registry = registry;
        _security = security;
        _meter = meter;
        _options = options;
        _logger = logger;
        Adapter = new MqttLanAdapter(this);
        var serverOptions = new MqttServerOptions { DefaultCommunicationTimeout = options.Value.LoginTimeout, EnablePersistentSessions = false };
        _server = new MqttServer(serverOptions, [Adapter], new MqttNetLog(logger));
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.InterceptingSubscriptionAsync += SubscribeAsync;
        _server.InterceptingUnsubscriptionAsync += UnsubscribeAsync;
        _server.InterceptingPublishAsync += PublishWillAsync;
    }

    /// <summary>Logged-in connections.</summary>
    public int Connections => _byDevice.Sum(static device => device.Value.Length);

    /// <summary>A speaker has begun or ceased to listen for its commands.</summary>
    internal event Action<string>? CommandsHeard;

    internal ILanHandler Handler { get; }

    internal TimeProvider Time { get; }

    internal MqttLanAdapter Adapter { get; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync().ConfigureAwait(false);
        _registry.Changed += OnRegistryChanged;
        _keepAlive = Time.CreateTimer(_ => CheckKeepAlives(), null, KeepAliveCheck, KeepAliveCheck);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.Changed -= OnRegistryChanged;
        if (_keepAlive is not null)
        {
            await _keepAlive.DisposeAsync().ConfigureAwait(false);
        }

        await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keepAlive?.Dispose();
        _server.Dispose();
    }

    internal MqttLanConnection Open(ConnectionContext transport)
    {
        var connection = new MqttLanConnection(transport, this, _options.Value, _logger);
        _connections[connection] = 0;
        return connection;
    }

    internal void Closed(MqttLanConnection connection)
    {
        _connections.TryRemove(connection, out _);
        if (connection.Device is not { } device)
        {
            return;
        }

        _meter.Connection(-1);
        Remove(connection, device);
        CommandsChanged(connection);
    }

    /// <summary>The connection over which a speaker hears its commands; the latest, when there are several.</summary>
    internal MqttLanConnection? CommandsTo(string device)
    {
        if (_byDevice.TryGetValue(device, out ImmutableArray<MqttLanConnection> connections))
        {
            for (int i = connections.Length - 1; i >= 0; i--)
            {
                if (connections[i].HearsCommands)
                {
                    return connections[i];
                }
            }
        }

        return null;
    }

    internal void CommandsChanged(MqttLanConnection connection)
    {
        if (connection.Device is { Identity: { Kind: DeviceKind.Speaker } speaker })
        {
            CommandsHeard?.Invoke(speaker.Id);
        }
    }

    private void Remove(MqttLanConnection connection, RegisteredDevice device)
    {
        while (_byDevice.TryGetValue(device.Identity.Id, out ImmutableArray<MqttLanConnection> open))
        {
            ImmutableArray<MqttLanConnection> left = open.Remove(connection);
            if (left.IsEmpty ? _byDevice.TryRemove(new(device.Identity.Id, open)) : _byDevice.TryUpdate(device.Identity.Id, left, open))
            {
                return;
            }
        }
    }

    /// <summary>Sends an answer to the device's connections that listen for it; the one that asked is nearly always the only one.</summary>
    internal void Answer(MqttLanConnection asked, byte[] payload)
    {
        if (!_byDevice.TryGetValue(asked.Peer.Device.Id, out ImmutableArray<MqttLanConnection> connections))
        {
            return;
        }

        foreach (MqttLanConnection connection in connections)
        {
            connection.Answer(payload);
        }
    }

    internal void ReportForeign(string device, string what) =>
        _security.Report(SecurityKind.TopicForeign, device, $"{what} outside its own topics");

    internal void ReportLarge(string device, int bytes) =>
        _security.Report(SecurityKind.PayloadTooLarge, device, $"MQTT packet of {bytes} bytes");

    private Task ValidateAsync(ValidatingConnectionEventArgs args)
    {
        var connection = (MqttLanConnection)args.ChannelAdapter;
        bool version5 = args.ProtocolVersion == MQTTnet.Formatter.MqttProtocolVersion.V500;
        if (!_registry.Current.TryLogin(args.UserName, args.RawPassword, out RegisteredDevice? device))
        {
            // The same answer to both, so that nobody finds out which devices there are. An unknown name is not repeated in events: anybody can choose it.
            _security.Report(
                device is null ? SecurityKind.UnknownDevice : SecurityKind.LoginFailed, device?.Identity.Id ?? string.Empty, $"MQTT login from {Address(args.RemoteEndPoint)}");
            args.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            args.ReasonString = version5 ? "not-authorised" : null;
            return Task.CompletedTask;
        }

        connection.LoggedIn(device!);
        if (connection.WillTopic is { } will && connection.Topics.Of(System.Text.Encoding.UTF8.GetBytes(will)) != LanMessage.State)
        {
            ReportForeign(device!.Identity.Id, "will");
            args.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            args.ReasonString = version5 ? "topic-foreign" : null;
        }

        args.SessionItems[typeof(MqttLanConnection)] = connection;
        _byDevice.AddOrUpdate(device!.Identity.Id, static (_, added) => [added], static (_, open, added) => open.Add(added), connection);
        _meter.Connection(1);
        return Task.CompletedTask;
    }

    private Task SubscribeAsync(InterceptingSubscriptionEventArgs args)
    {
        var connection = (MqttLanConnection)args.SessionItems[typeof(MqttLanConnection)]!;
        if (!connection.Topics.MaySubscribe(args.TopicFilter.Topic))
        {
            ReportForeign(connection.Peer.Device.Id, "subscription");
            args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            args.ProcessSubscription = false;
            return Task.CompletedTask;
        }

        connection.Subscribed(args.TopicFilter.Topic, there: true, (int)args.TopicFilter.QualityOfServiceLevel);
        return Task.CompletedTask;
    }

    private static Task UnsubscribeAsync(InterceptingUnsubscriptionEventArgs args)
    {
        if (args.SessionItems[typeof(MqttLanConnection)] is MqttLanConnection connection && connection.Topics.MaySubscribe(args.Topic))
        {
            connection.Subscribed(args.Topic, there: false, 0);
        }

        return Task.CompletedTask;
    }

    /// <summary>The only publications that MQTTnet sees are wills: a device that vanished says goodbye by its state.</summary>
    private async Task PublishWillAsync(InterceptingPublishEventArgs args)
    {
        args.ProcessPublish = false;
        if (args.SessionItems[typeof(MqttLanConnection)] is MqttLanConnection connection)
        {
            byte[] payload = System.Buffers.BuffersExtensions.ToArray(args.ApplicationMessage.Payload);
            await Handler.HandleAsync(connection.Peer, LanMessage.State, payload).ConfigureAwait(false);
        }
    }

    private void OnRegistryChanged(DeviceRegistry registry)
    {
        foreach (MqttLanConnection connection in _connections.Keys)
        {
            if (connection.Device is { } device && !(registry.TryGet(device.Identity.Id, out RegisteredDevice? now) && now.Matches(device)))
            {
                LogRemoved(_logger, device.Identity.Id);
                connection.Close(MqttReason.AdministrativeAction, null);
            }
        }
    }

    private void CheckKeepAlives()
    {
        foreach (MqttLanConnection connection in _connections.Keys)
        {
            connection.CheckKeepAlive();
            connection.CheckCommands();
        }
    }

    private static string Address(System.Net.EndPoint? endpoint) => endpoint is System.Net.IPEndPoint ip ? ip.Address.ToString() : "?";
}
