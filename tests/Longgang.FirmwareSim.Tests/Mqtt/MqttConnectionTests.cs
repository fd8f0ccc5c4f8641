using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Tests.Mqtt;

public sealed class MqttConnectionTests
{
    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Publish_ToARealBroker_IsAcknowledgedAndDelivered(MqttVersion version)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var handler = new RecordingHandler();
        using MqttConnection connection = await MqttConnection.OpenAsync(
            broker.EndPoint, new MqttConnectOptions(version, "client", "user", "secret"), handler, TestContext.Current.CancellationToken);
        connection.Start();
        connection.Subscribe(1, "a/+");
        connection.Publish("a/b"u8, "hello"u8, packetId: 2);
        connection.Flush();
        string[] told = [await handler.NextAsync(), await handler.NextAsync()];
        Assert.Equal(["acknowledged 2 True", "publication a/b hello"], told.Order());
        connection.Ping();
        Assert.Equal("ping", await handler.NextAsync());
        await connection.DisconnectAsync();
        Assert.Equal("closed", await handler.NextAsync());
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Publish_ManyOfEverySize_AreAllAcknowledgedInOrder(MqttVersion version)
    {
        const int Count = 2000;
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous true\nmax_inflight_messages 0");
        var handler = new RecordingHandler();
        using MqttConnection connection = await MqttConnection.OpenAsync(
            broker.EndPoint, new MqttConnectOptions(version, "client"), handler, TestContext.Current.CancellationToken);
        connection.Start();
        for (int i = 1; i <= Count; i++)
        {
            connection.Publish("t"u8, new byte[i * 7 % 5000], (ushort)i);
        }

        connection.Flush();
        for (int i = 1; i <= Count; i++)
        {
            Assert.Equal($"acknowledged {i} True", await handler.NextAsync());
        }

        await connection.DisconnectAsync();
    }

    [Theory]
    [InlineData(MqttVersion.V311, 5)]
    [InlineData(MqttVersion.V5, 0x87)]
    public async Task Open_WithoutPermission_ThrowsTheCode(MqttVersion version, int code)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous false");
        var options = new MqttConnectOptions(version, "client", "user", "wrong");
        var refused = await Assert.ThrowsAsync<MqttRefusedException>(
            () => MqttConnection.OpenAsync(broker.EndPoint, options, new RecordingHandler(), TestContext.Current.CancellationToken));
        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task Receive_AfterTheBrokerWasKilled_TellsTheEnd()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var handler = new RecordingHandler();
        using MqttConnection connection = await MqttConnection.OpenAsync(
            broker.EndPoint, new MqttConnectOptions(MqttVersion.V5, "client"), handler, TestContext.Current.CancellationToken);
        connection.Start();
        broker.Kill();
        Assert.Equal("closed", await handler.NextAsync());
        await connection.Completion;
    }
}
