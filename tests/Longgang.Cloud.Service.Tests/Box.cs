using System.Buffers;
using System.Threading.Channels;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Tests;

/// <summary>A box's uplink with a real MQTT client.</summary>
internal sealed class Box : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<Ack> _acks = Channel.CreateUnbounded<Ack>();

    private Box(string gateway) => Gateway = gateway;

    public string Gateway { get; }

    public IMqttClient Client => _client;

    public static Task<Box> ConnectAsync(CloudUnderTest cloud, string gateway = "gw-001", bool subscribe = true, GatewayStatus? will = null) =>
        ConnectAsync(cloud.BrokerPort, gateway, subscribe, will);

    public static async Task<Box> ConnectAsync(int port, string gateway = "gw-001", bool subscribe = true, GatewayStatus? will = null)
    {
        var box = new Box(gateway);
        box._client.ApplicationMessageReceivedAsync += box.OnMessageAsync;
        MqttClientConnectResult result = await box._client.ConnectAsync(Options(port, gateway, CloudUnderTest.Secret(gateway), gateway, will), TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        if (subscribe)
        {
            await box._client.SubscribeAsync(Topics.Ack(gateway), MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        }

        return box;
    }

    public static MqttClientOptions Options(CloudUnderTest cloud, string user, string password, string clientId, GatewayStatus? will = null) =>
        Options(cloud.BrokerPort, user, password, clientId, will);

    public static MqttClientOptions Options(int port, string user, string password, string clientId, GatewayStatus? will = null)
    {
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId)
            .WithCredentials(user, password);
        if (will is not null)
        {
            options = options.WithWillTopic(Topics.Status(user)).WithWillPayload(Google.Protobuf.MessageExtensions.ToByteArray(will)).WithWillRetain();
        }

        return options.Build();
    }

    public Task<MqttClientPublishResult> PublishAsync(Batch batch, string? topic = null, uint? crc = null) =>
        PublishAsync(BatchFactory.Encode(batch), topic ?? Topics.Up(Gateway, batch.Lane), crc);

    public Task<MqttClientPublishResult> PublishAsync(byte[] payload, string topic, uint? crc = null, string? identity = null)
    {
        MqttApplicationMessageBuilder message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithContentType(BatchProperties.ContentType)
            .WithUserProperty(BatchProperties.Encoding, "zstd"u8.ToArray())
            .WithUserProperty(BatchProperties.Checksum, System.Text.Encoding.UTF8.GetBytes(BatchProperties.FormatChecksum(crc ?? Crc32C.Compute(payload))))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (identity is not null)
        {
            message = message.WithUserProperty("batch", System.Text.Encoding.UTF8.GetBytes(identity));
        }

        return _client.PublishAsync(message.Build(), TestContext.Current.CancellationToken);
    }

    public Task<MqttClientPublishResult> SayAsync(GatewayStatus status) => _client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(Topics.Status(Gateway)).WithPayload(Google.Protobuf.MessageExtensions.ToByteArray(status))
            .WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
        TestContext.Current.CancellationToken);

    public async Task<Ack> NextAckAsync()
    {
        try
        {
            return await _acks.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No acknowledgement came to {Gateway} within 30 s.");
        }
    }

    public bool HasAck => _acks.Reader.Count > 0;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                await _client.DisconnectAsync();
            }
        }
        catch (ObjectDisposedException)
        {
            // The test tore the connection.
        }

        _client.Dispose();
    }

    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        Assert.Equal(Topics.Ack(Gateway), args.ApplicationMessage.Topic);
        foreach (Ack ack in Acks.Parser.ParseFrom(args.ApplicationMessage.Payload.ToArray()).Acks_)
        {
            _acks.Writer.TryWrite(ack);
        }

        return Task.CompletedTask;
    }
}
