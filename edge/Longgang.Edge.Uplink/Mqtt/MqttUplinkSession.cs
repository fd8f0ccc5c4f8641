using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>One connection to the broker, from CONNECT to its end. Never used twice: whatever state the client keeps dies with it.</summary>
internal sealed partial class MqttUplinkSession : IUplinkPublisher, IDisposable
{
    // MQTT 5 without a receive maximum means 65,535 (3.2.2.3.3); the windows are far smaller.
    private const int DefaultReceiveMaximum = 65_535;

    // Topic, properties and fixed header of a batch publication, generously.
    private const int PublishOverheadBytes = 512;

    private readonly MqttUplinkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UplinkHandlers _handlers;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SemaphoreSlim _room = new(0);
    private uint? _maximumPacketSize;

    /// <summary>Prepares a session; <see cref="OpenAsync"/> connects it.</summary>
    /// <param name="options">The uplink's options.</param>
    /// <param name="time">Clock of the time-outs.</param>
    /// <param name="handlers">Receive what comes down.</param>
    /// <param name="logger">Where to say what happens.</param>
    public MqttUplinkSession(MqttUplinkOptions options, TimeProvider time, UplinkHandlers handlers, ILogger logger)
    {
        (_options, _time, _handlers, _logger) = (options, time, handlers, logger);
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        _client.DisconnectedAsync += OnDisconnectedAsync;
    }

    /// <summary>Faults when the connection is dead.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Connects and subscribes to the acknowledgements.</summary>
    /// <exception cref="UplinkConnectionException">It did not come about; the message says why and what to do.</exception>
    public async Task OpenAsync(string clientId, GatewayStatus? will, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            MqttClientOptions options = await MqttUplinkClientOptions.BuildAsync(_options, clientId, will, either.Token).ConfigureAwait(false);
            MqttClientConnectResult result = await _client.ConnectAsync(options, either.Token).ConfigureAwait(false);
            ThrowIfRefused(result);

            // MQTTnet's client does not keep to the server's limits by itself (MQTT 5, 3.2.2.3.3 and 3.2.2.3.6). It reports an absent one as 0.
            _room = new SemaphoreSlim(result.ReceiveMaximum is { } max and > 0 ? max : DefaultReceiveMaximum);
            _maximumPacketSize = result.MaximumPacketSize is > 0 and var size ? size : null;

            string topic = Topics.Ack(_options.Gateway);
            MqttClientSubscribeResult subscribed = await _client.SubscribeAsync(Subscription([topic]), either.Token).ConfigureAwait(false);
            foreach (MqttClientSubscribeResultItem item in subscribed.Items)
            {
                if ((int)item.ResultCode >= 0x80)
                {
                    throw new UplinkConnectionException($"The broker refuses the subscription to {topic}: {item.ResultCode} {subscribed.ReasonString}")
                    {
                        Unauthorised = item.ResultCode == MqttClientSubscribeResultCode.NotAuthorized,
                    };
                }
            }
        }
        catch (Exception e) when (e is not UplinkConnectionException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UplinkConnectionException(
                timeout.IsCancellationRequested ? $"No answer within {_options.ConnectTimeout}" : Describe(e), e);
        }
    }

    /// <inheritdoc/>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void ReturnRoom() => _room.Release();

    /// <inheritdoc/>
    public async Task<string?> PublishAsync(Lane lane, StoredBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.Payload.Length + PublishOverheadBytes > _maximumPacketSize)
            {
                return $"with {batch.Payload.Length} bytes it exceeds the broker's maximum packet size of {_maximumPacketSize} bytes";
            }

            MqttClientPublishResult result = await PublishAsync(
                BatchMessage.Create(Topics.Up(_options.Gateway, lane), batch), cancellationToken).ConfigureAwait(false);
            return result.ReasonCode == MqttClientPublishReasonCode.Success ? null : Describe(result);
        }
        finally
        {
            ReturnRoom();
        }
    }

    /// <summary>Publishes the retained status and waits until the broker has it.</summary>
    public async Task PublishStatusAsync(GatewayStatus status, CancellationToken cancellationToken)
    {
        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            MqttClientPublishResult result = await PublishAsync(
                new MqttApplicationMessage
                {
                    Topic = Topics.Status(_options.Gateway),
                    PayloadSegment = status.ToByteArray(),
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                    Retain = true,
                },
                cancellationToken).ConfigureAwait(false);
            // Without a subscriber the broker keeps it for whoever comes.
            if (result.ReasonCode is not (MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers))
            {
                LogStatusTurnedAway(Describe(result));
            }
        }
        finally
        {
            ReturnRoom();
        }
    }

    /// <summary>Subscribes at QoS 1.</summary>
    /// <returns>The topics that the broker refuses, and what it says.</returns>
    /// <exception cref="UplinkConnectionException">The connection is dead.</exception>
    public async Task<IReadOnlyDictionary<string, string>> SubscribeAsync(IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        MqttClientSubscribeResult result = await AnswerAsync(token => _client.SubscribeAsync(Subscription(topics), token), "SUBACK", cancellationToken).ConfigureAwait(false);
        return result.Items.Where(item => (int)item.ResultCode >= 0x80)
            .ToDictionary(item => item.TopicFilter.Topic, item => $"{item.ResultCode} {result.ReasonString}".TrimEnd(), StringComparer.Ordinal);
    }

    /// <summary>Takes subscriptions back.</summary>
    /// <exception cref="UplinkConnectionException">The connection is dead.</exception>
    public Task UnsubscribeAsync(IEnumerable<string> topics, CancellationToken cancellationToken) =>
        AnswerAsync(token => _client.UnsubscribeAsync(new MqttClientUnsubscribeOptions { TopicFilters = [.. topics] }, token), "UNSUBACK", cancellationToken);

    /// <summary>Says goodbye, so that the broker keeps the will to itself.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The connection ends either way, and the client throws whatever its socket threw.")]
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _ended.TrySetCanceled(CancellationToken.None);
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogCloseFailed(Describe(e));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.TrySetCanceled(CancellationToken.None);
        _client.Dispose();
        _room.Dispose();
    }

    internal static string Describe(Exception e)
    {
        // The client wraps what the socket said; the innermost message is the one that helps.
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message.TrimEnd('.');
    }

    private static string Describe(MqttClientPublishResult result) => $"{result.ReasonCode} {result.ReasonString}".TrimEnd();

    private static void ThrowIfRefused(MqttClientConnectResult result)
    {
        switch (result.ResultCode)
        {
            case MqttClientConnectResultCode.Success:
                return;
            case MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.BadUserNameOrPassword:
                throw new UplinkConnectionException(
                    $"The broker does not accept the box's id and secret ({result.ResultCode}). Compare Gateway:Id and Uplink:Mqtt:SecretFile with the cloud's register of gateways")
                {
                    Unauthorised = true,
                };
            default:
                throw new UplinkConnectionException($"The broker refuses the connection: {result.ResultCode} {result.ReasonString}".TrimEnd());
        }
    }

    private static MqttClientSubscribeOptions Subscription(IEnumerable<string> topics) => new()
    {
        TopicFilters = [.. topics.Select(topic => new MqttTopicFilter { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })],
    };

    private Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage message, CancellationToken cancellationToken) =>
        AnswerAsync(token => _client.PublishAsync(message, token), "PUBACK", cancellationToken);

    private async Task<T> AnswerAsync<T>(Func<CancellationToken, Task<T>> ask, string what, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.PublishTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ask(either.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var dead = new UplinkConnectionException(
                timeout.IsCancellationRequested ? $"No {what} within {_options.PublishTimeout}: the connection is half-open" : Describe(e), e);
            _ended.TrySetException(dead);
            throw dead;
        }
    }

    private Task OnDisconnectedAsync(MqttClientDisconnectedEventArgs e)
    {
        string reason = e.Exception is { } exception ? Describe(exception) : $"{e.Reason} {e.ReasonString}".TrimEnd();
        _ended.TrySetException(new UplinkConnectionException($"The connection ended: {reason}", e.Exception));
        return Task.CompletedTask;
    }

    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs e)
    {
        MqttApplicationMessage message = e.ApplicationMessage;
        try
        {
            if (message.Topic != Topics.Ack(_options.Gateway))
            {
                // The client gives each message an array of its own; nobody writes to it any more.
                _handlers.Command(message.Payload.IsSingleSegment ? message.Payload.First : message.Payload.ToArray());
            }
            else if (ReadAcks(message) is { } acks)
            {
                Take(acks);
            }
        }
        catch (Exception exception)
        {
            // The client would log and swallow it. It is a fault of ours: it ends the session and, unexpected, the process.
            _ended.TrySetException(exception);
            throw;
        }

        return Task.CompletedTask;
    }

    private void Take(Acks acks)
    {
        if (acks.AskedMonotonicUs > 0)
        {
            _handlers.Clock(acks.AskedMonotonicUs, acks.CloudUnixUs);
        }

        foreach (Ack ack in acks.Acks_)
        {
            _handlers.Ack(ack);
        }
    }

    private Acks? ReadAcks(MqttApplicationMessage message)
    {
        Acks acks;
        try
        {
            acks = Acks.Parser.ParseFrom(message.Payload);
        }
        catch (InvalidProtocolBufferException exception)
        {
            LogUnreadableAcks(message.Payload.Length, exception.Message);
            return null;
        }

        if (acks.Major == WireVersion.Major)
        {
            return acks;
        }

        LogForeignVersion(acks.Major);
        return null;
    }
}
