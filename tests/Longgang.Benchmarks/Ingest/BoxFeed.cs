using System.Buffers;
using System.Collections.Concurrent;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Longgang.Benchmarks.Ingest;

/// <summary>A box's uplink: publishes batches with a window in flight and waits for the cloud's acknowledgements.</summary>
internal sealed class BoxFeed : IAsyncDisposable
{
    private const int Window = 32;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim _free = new(Window);
    private readonly ConcurrentDictionary<ulong, bool> _open = new();
    private readonly string _gateway;
    private volatile string? _refusal;

    private BoxFeed(string gateway) => _gateway = gateway;

    public static async Task<BoxFeed> ConnectAsync(int port, string gateway, string secret)
    {
        var feed = new BoxFeed(gateway);
        feed._client.ApplicationMessageReceivedAsync += feed.OnAcksAsync;
        await feed._client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
                .WithClientId(gateway).WithCredentials(gateway, secret).Build());
        await feed._client.SubscribeAsync(Topics.Ack(gateway), MqttQualityOfServiceLevel.AtLeastOnce);
        return feed;
    }

    /// <summary>Sends encoded batches; returns when the last one is acknowledged as stored.</summary>
    public async Task SendAsync(IEnumerable<(ulong First, byte[] Payload)> batches)
    {
        foreach ((ulong first, byte[] payload) in batches)
        {
            await _free.WaitAsync();
            _open[first] = true;
            await _client.PublishAsync(new MqttApplicationMessageBuilder()
                .WithTopic(Topics.Up(_gateway, Lane.Record))
                .WithPayload(payload)
                .WithContentType(BatchProperties.ContentType)
                .WithUserProperty(BatchProperties.Encoding, "zstd"u8.ToArray())
                .WithUserProperty(BatchProperties.Checksum, System.Text.Encoding.UTF8.GetBytes(BatchProperties.FormatChecksum(Crc32C.Compute(payload))))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build());
        }

        for (int i = 0; i < Window; i++)
        {
            await _free.WaitAsync();
        }

        _free.Release(Window);
        if (_refusal is { } refusal)
        {
            throw new InvalidOperationException($"A batch was not stored: {refusal}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _free.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task OnAcksAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        foreach (Ack ack in Acks.Parser.ParseFrom(args.ApplicationMessage.Payload.ToArray()).Acks_)
        {
            _refusal = ack.Status == AckStatus.Stored ? _refusal : ack.Reason;
            if (_open.TryRemove(ack.FirstSequence, out _))
            {
                _free.Release();
            }
        }

        return Task.CompletedTask;
    }
}
