using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>A device that speaks MQTT through MQTTnet's client.</summary>
internal sealed class Device : IAsyncDisposable
{
    private readonly Channel<JsonElement> _answers = Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Device(string id, IMqttClient client)
    {
        Id = id;
        Client = client;
    }

    public string Id { get; }

    public IMqttClient Client { get; }

    public Task<MqttClientDisconnectedEventArgs> Disconnected => _disconnected.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public static async Task<Device> ConnectAsync(
        LanBox box, string id = LanBox.Sentinel, bool version5 = true, string? secret = null, bool subscribe = true, string kind = "sentinel",
        Action<MqttClientOptionsBuilder>? configure = null)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        var device = new Device(id, client);
        client.ApplicationMessageReceivedAsync += args =>
        {
            device._answers.Writer.TryWrite(JsonDocument.Parse(args.ApplicationMessage.Payload.ToArray()).RootElement);
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += args =>
        {
            device._disconnected.TrySetResult(args);
            return Task.CompletedTask;
        };
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", box.MqttPort)
            .WithProtocolVersion(version5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithCredentials(id, secret ?? LanBox.Secret)
            .WithClientId("the-same-everywhere")
            .WithTimeout(TimeSpan.FromSeconds(10));
        configure?.Invoke(options);
        MqttClientConnectResult result = await client.ConnectAsync(options.Build());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        if (subscribe)
        {
            await client.SubscribeAsync($"{kind}/{id}/{(kind == "sentinel" ? "verdict" : "refusal")}");
        }

        return device;
    }

    public Task<MqttClientPublishResult> PublishAsync(string topic, byte[] payload, MqttQualityOfServiceLevel quality = MqttQualityOfServiceLevel.AtLeastOnce) =>
        Client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(quality).Build());

    public Task<MqttClientPublishResult> ScanAsync(byte[] payload) => PublishAsync($"sentinel/{Id}/scan", payload);

    public Task<MqttClientPublishResult> ScanAsync(string payload) => ScanAsync(Encoding.UTF8.GetBytes(payload));

    /// <summary>The next verdict or refusal.</summary>
    public async Task<JsonElement> AnswerAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await _answers.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("No verdict or refusal came within 10 s.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.TryDisconnectAsync();
        Client.Dispose();
    }
}
