using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>One connection to the external broker, from CONNECT to its end. Never used twice.</summary>
internal sealed class BrokerSession : IDisposable
{
    // MQTT 5 without a receive maximum means 65,535 (3.2.2.3.3). More than this on the way to a broker nearby gains nothing.
    private const int MaxPublications = 64;

    // Topic, properties and objects of a message, generously.
    private const int MessageOverheadBytes = 1024;

    private readonly ExternalBrokerOptions _options;
    private readonly Action _onShed;
    private readonly TimeProvider _time;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _messages = Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heldBytes;

    /// <summary>Prepares a session; <see cref="OpenAsync"/> connects it.</summary>
    /// <param name="options">The broker.</param>
    /// <param name="onShed">Called for every message for which there is no room.</param>
    /// <param name="time">Clock of the time-outs.</param>
    public BrokerSession(ExternalBrokerOptions options, Action onShed, TimeProvider time)
    {
        (_options, _onShed, _time) = (options, onShed, time);
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        _client.DisconnectedAsync += OnDisconnectedAsync;
    }

    /// <summary>Faults when the connection is dead.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many publications may be on the way to the broker.</summary>
    public int Window { get; private set; } = 1;

    /// <summary>What came in and waits to be acknowledged, in order.</summary>
    public async IAsyncEnumerable<MqttApplicationMessageReceivedEventArgs> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (MqttApplicationMessageReceivedEventArgs message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            yield return message;
            Interlocked.Add(ref _heldBytes, -SizeOf(message));
        }
    }

    /// <summary>Connects and subscribes.</summary>
    /// <exception cref="BrokerConnectionException">It did not come about; the message says why.</exception>
    public async Task OpenAsync(string clientId, int maxPacketBytes, IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            MqttClientOptions options = await ExternalClientOptions.BuildAsync(_options, clientId, maxPacketBytes, either.Token);
            MqttClientConnectResult result = await _client.ConnectAsync(options, either.Token);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new BrokerConnectionException(
                    $"the broker refuses the connection: {result.ResultCode} {result.ReasonString}".TrimEnd());
            }

            // MQTTnet's client does not keep to the server's receive maximum by itself, and reports an absent one as 0.
            Window = result.ReceiveMaximum is { } max and > 0 and < MaxPublications ? max : MaxPublications;
            if (filters.Count > 0)
            {
                await SubscribeAsync(filters, either.Token);
            }
        }
        catch (Exception e) when (e is not BrokerConnectionException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BrokerConnectionException(timeout.IsCancellationRequested ? $"no answer within {_options.Timeout}" : Describe(e), e);
        }
    }

    /// <summary>Publishes at QoS 1 and waits for the PUBACK.</summary>
    /// <returns>Null when the broker has it, or why it does not take it.</returns>
    /// <exception cref="BrokerConnectionException">The connection is dead.</exception>
    public async Task<string?> PublishAsync(MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            MqttClientPublishResult result = await _client.PublishAsync(message, either.Token);

            // Nobody there to hear it: a box that is gone sends its batch again when it is back.
            return result.ReasonCode is MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers
                ? null
                : $"{result.ReasonCode} {result.ReasonString}".TrimEnd();
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var dead = new BrokerConnectionException(
                timeout.IsCancellationRequested ? $"no PUBACK within {_options.Timeout}: the connection is half-open" : Describe(e), e);
            _ended.TrySetException(dead);
            throw dead;
        }
    }

    /// <summary>Tells the broker that a message is taken.</summary>
    /// <exception cref="BrokerConnectionException">The connection is dead.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "The client throws whatever its socket threw.")]
    public static async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs message, CancellationToken cancellationToken)
    {
        try
        {
            await message.AcknowledgeAsync(cancellationToken);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BrokerConnectionException($"a PUBACK could not be sent: {Describe(e)}", e);
        }
    }

    /// <summary>Says goodbye.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The connection ends either way, and the client throws whatever its socket threw.")]
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _ended.TrySetCanceled(CancellationToken.None);
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), cancellationToken);
        }
        catch (Exception)
        {
            // It is gone already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.TrySetCanceled(CancellationToken.None);
        _messages.Writer.TryComplete();
        _client.Dispose();
    }

    private static string Describe(Exception e)
    {
        // The client wraps what the socket said; the innermost message is the one that helps.
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message.TrimEnd('.');
    }

    private async Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        var subscription = new MqttClientSubscribeOptions
        {
            TopicFilters = [.. filters.Select(filter => new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })],
        };
        MqttClientSubscribeResult result = await _client.SubscribeAsync(subscription, cancellationToken);
        foreach (MqttClientSubscribeResultItem item in result.Items)
        {
            if (item.ResultCode != MqttClientSubscribeResultCode.GrantedQoS1)
            {
                throw new BrokerConnectionException(
                    $"the broker does not grant '{item.TopicFilter.Topic}' at QoS 1: {item.ResultCode} {result.ReasonString}".TrimEnd());
            }
        }
    }

    private Task OnDisconnectedAsync(MqttClientDisconnectedEventArgs e)
    {
        // mosquitto 2.0 says nothing to a client whose id was taken: it only closes the connection.
        string reason = e.Exception is { } exception ? Describe(exception)
            : e.Reason is MqttClientDisconnectReason.NormalDisconnection or MqttClientDisconnectReason.SessionTakenOver
                ? $"the broker closed it. Should that repeat, look for another replica with the client id '{_client.Options?.ClientId}'"
                : $"{e.Reason} {e.ReasonString}".TrimEnd();
        _ended.TrySetException(new BrokerConnectionException($"the connection ended: {reason}", e.Exception));
        return Task.CompletedTask;
    }

    private static long SizeOf(MqttApplicationMessageReceivedEventArgs message) => message.ApplicationMessage.Payload.Length + MessageOverheadBytes;

    /// <summary>
    /// Only hands over. The client notices the end of a connection only after its handler has returned, so a handler that waited for a full
    /// queue would hide it. What the broker wants acknowledged should be bounded by the receive maximum, but mosquitto 2.0.11 keeps to it
    /// only until the first PUBACK, so there is a bound of our own; what exceeds it is acknowledged to the broker and forgotten.
    /// </summary>
    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs e)
    {
        long size = SizeOf(e);
        if (Interlocked.Add(ref _heldBytes, size) > _options.MaxHeldBytes)
        {
            Interlocked.Add(ref _heldBytes, -size);
            _onShed();
            return Task.CompletedTask;
        }

        e.AutoAcknowledge = false;
        _messages.Writer.TryWrite(e);
        return Task.CompletedTask;
    }
}
