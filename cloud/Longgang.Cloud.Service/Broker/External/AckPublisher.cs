using System.Threading.Channels;
using Google.Protobuf;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>
/// Publishes acknowledgements on the boxes' <c>ack</c> topics. Committing never waits for the broker: what does not fit into the queue is
/// dropped and counted, and the box that misses it sends its batch again and is told again.
/// </summary>
internal sealed partial class AckPublisher(ILogger<AckPublisher> logger)
{
    private const int Capacity = 8192;

    private readonly Channel<MqttApplicationMessage> _queue = Channel.CreateBounded<MqttApplicationMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    private long _dropped;
    private int _unsent;

    /// <summary>Messages that the broker did not get.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Messages queued or on the way.</summary>
    public int Unsent => Volatile.Read(ref _unsent);

    /// <summary>The way back to a box.</summary>
    public IAckRoute RouteTo(string gateway) => new AckRoute(gateway, this);

    /// <summary>Queues a message of acknowledgements.</summary>
    public void Post(string gateway, Acks acks)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder()
            .WithTopic(Topics.Ack(gateway))
            .WithPayload(acks.ToByteArray())
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        Interlocked.Increment(ref _unsent);
        Enqueue(message);
    }

    /// <summary>Publishes over one connection, a window at a time, until it dies or the token ends it.</summary>
    public async Task RunAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        var room = new SemaphoreSlim(session.Window);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellationToken))
            {
                await room.WaitAsync(cancellationToken);
                if (_queue.Reader.TryRead(out MqttApplicationMessage? message))
                {
                    // Pipelined. It has no other way to fail than those that it handles itself, and is awaited by its room.
                    _ = PublishAsync(session, message, room, cancellationToken);
                }
                else
                {
                    room.Release();
                }
            }
        }
        finally
        {
            // Every publication ends with the session or the token, and gives its room back.
            for (int i = 0; i < session.Window; i++)
            {
                await room.WaitAsync(CancellationToken.None);
            }
        }
    }

    private async Task PublishAsync(BrokerSession session, MqttApplicationMessage message, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        try
        {
            if (await session.PublishAsync(message, cancellationToken) is { } refusal)
            {
                Interlocked.Increment(ref _dropped);
                LogRefused(message.Topic, refusal);
            }

            Interlocked.Decrement(ref _unsent);
        }
        catch (Exception e) when (e is BrokerConnectionException or OperationCanceledException)
        {
            // It goes with the next connection; a box that hears it twice does not mind.
            Enqueue(message);
        }
        finally
        {
            room.Release();
        }
    }

    private void Enqueue(MqttApplicationMessage message)
    {
        if (!_queue.Writer.TryWrite(message))
        {
            Interlocked.Increment(ref _dropped);
            Interlocked.Decrement(ref _unsent);
        }
    }

    [LoggerMessage(5022, LogLevel.Error, "The broker does not take acknowledgements on '{Topic}': {Refusal}. Give the service's user the right to write there")]
    private partial void LogRefused(string topic, string refusal);
}
