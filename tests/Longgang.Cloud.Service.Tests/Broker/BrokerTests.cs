using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Tests.Broker;

public sealed class BrokerTests
{
    [Theory]
    [InlineData("gw-001", "wrong")]
    [InlineData("gw-001", "")]
    [InlineData("gw-999", "secret-of-gw-999")]
    [InlineData("", "")]
    public async Task Connect_WrongCredentials_Refused(string user, string password)
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();

        MqttClientConnectResult result = await client.ConnectAsync(Box.Options(cloud, user, password, "c"), TestContext.Current.CancellationToken);

        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, result.ResultCode);
        await Until.TrueAsync("the security record is written", () =>
            Database.Read(cloud, "SELECT gateway FROM security_events WHERE kind = 1", row => row.GetString(0)).Contains(user));
    }

    [Theory]
    [InlineData("lg/v1/gw/gw-002/up/record")]
    [InlineData("lg/v1/gw/gw-002/status")]
    [InlineData("lg/v1/gw/gw-001/ack")]
    [InlineData("lg/v1/gw/gw-001/down/announcement")]
    [InlineData("lg/v1/gw/gw-001/up/other")]
    [InlineData("lg/v1/gw/gw-001/up/record/x")]
    [InlineData("lg/v1/gw/gw-002/down/announcement")]
    [InlineData("lg/v1/area/440307/down/announcement")]
    [InlineData("$SYS/broker")]
    [InlineData("x")]
    public async Task Publish_ForeignTopic_NotAuthorizedAndRecorded(string topic)
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);

        MqttClientPublishResult result = await box.PublishAsync([1], topic);

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, result.ReasonCode);
        Assert.True(box.Client.IsConnected);
        await Until.TrueAsync("the security record is written", () =>
            Database.Read(cloud, "SELECT detail FROM security_events WHERE kind = 2", row => row.GetString(0)).Contains("publish " + topic));
    }

    [Theory]
    [InlineData("lg/v1/gw/gw-001/ack", true)]
    [InlineData("lg/v1/gw/gw-001/down/#", true)]
    [InlineData("lg/v1/gw/gw-001/down/+", true)]
    [InlineData("lg/v1/gw/gw-001/down/config", true)]
    [InlineData("lg/v1/area/440307/down/announcement", true)]
    [InlineData("lg/v1/area/440307003/down/announcement", true)]
    [InlineData("lg/v1/area/440307003002/down/announcement", true)]
    [InlineData("lg/v1/area/44030/down/announcement", false)]
    [InlineData("lg/v1/area/+/down/announcement", false)]
    [InlineData("lg/v1/area/440307/down/+", false)]
    [InlineData("lg/v1/area/440307/down/config", false)]
    [InlineData("lg/v1/area/440307/#", false)]
    [InlineData("lg/v1/gw/gw-002/down/announcement", false)]
    [InlineData("lg/v1/gw/gw-001/#", false)]
    [InlineData("lg/v1/gw/gw-001/up/record", false)]
    [InlineData("lg/v1/gw/gw-001/status", false)]
    [InlineData("lg/v1/gw/gw-002/ack", false)]
    [InlineData("lg/v1/gw/+/ack", false)]
    [InlineData("#", false)]
    [InlineData("$share/ingest/lg/v1/gw/+/up/+", false)]
    public async Task Subscribe_Matrix_OnlyOwnTopics(string filter, bool allowed)
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud, subscribe: false);

        MqttClientSubscribeResult result = await box.Client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);

        MqttClientSubscribeResultItem item = Assert.Single(result.Items);

        // MQTTnet itself answers shared subscriptions, with a code of its own.
        MqttClientSubscribeResultCode refused = filter.StartsWith('$') ? MqttClientSubscribeResultCode.SharedSubscriptionsNotSupported : MqttClientSubscribeResultCode.NotAuthorized;
        Assert.Equal(allowed ? MqttClientSubscribeResultCode.GrantedQoS1 : refused, item.ResultCode);
    }

    [Fact]
    public async Task Publish_WithMosquitto_SameAnswers()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();

        string foreign = await MosquittoAsync(cloud, CloudUnderTest.Secret("gw-001"), "lg/v1/gw/gw-002/up/record");
        string own = await MosquittoAsync(cloud, CloudUnderTest.Secret("gw-001"), "lg/v1/gw/gw-001/up/record");
        string stranger = await MosquittoAsync(cloud, "wrong", "lg/v1/gw/gw-001/up/record");

        Assert.Contains("RC:135", foreign, StringComparison.Ordinal);
        Assert.Contains("RC:0", own, StringComparison.Ordinal);
        Assert.Contains("CONNACK (134)", stranger, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ClientIdOfAnotherGateway_RefusedAndTheOtherStays()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box victim = await Box.ConnectAsync(cloud);
        await Until.TrueAsync("gw-001 is online", async () => await OnlineAsync(cloud, "gw-001"));
        using IMqttClient thief = new MqttClientFactory().CreateMqttClient();

        MqttClientConnectResult result = await thief.ConnectAsync(
            Box.Options(cloud, "gw-002", CloudUnderTest.Secret("gw-002"), "gw-001"), TestContext.Current.CancellationToken);

        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, result.ResultCode);
        Assert.True(victim.Client.IsConnected);
    }

    [Fact]
    public async Task Publish_OverTheLimit_ConnectionClosed()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        var gone = new TaskCompletionSource();
        box.Client.DisconnectedAsync += _ =>
        {
            gone.TrySetResult();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => box.PublishAsync(new byte[70_000], Topics.Up("gw-001", Lane.Record)));

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Status_BirthDeathAndWill_GatewayOnlineAndOffline()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        var death = new GatewayStatus { Major = 1, Online = false };
        await using Box box = await Box.ConnectAsync(cloud, will: death);
        await box.SayAsync(new GatewayStatus { Major = 1, Online = true, Version = "1.2.3", DevicesConnected = 7, BootId = Google.Protobuf.ByteString.CopyFrom(new byte[16]) });
        await Until.TrueAsync("the birth is stored", async () => (await GatewayAsync(cloud, "gw-001")).GetProperty("version").GetString() == "1.2.3");
        Assert.True(await OnlineAsync(cloud, "gw-001"));

        // A torn connection: the will fires.
        await Abort.AsyncOf(box);
        await Until.TrueAsync("gw-001 is offline", async () => !await OnlineAsync(cloud, "gw-001"));
        Assert.Equal("1.2.3", (await GatewayAsync(cloud, "gw-001")).GetProperty("version").GetString());

        // An orderly goodbye counts while the connection still stands.
        await using Box back = await Box.ConnectAsync(cloud);
        await Until.TrueAsync("gw-001 is back", async () => await OnlineAsync(cloud, "gw-001"));
        await back.SayAsync(death);
        await Until.TrueAsync("gw-001 said goodbye", async () => !await OnlineAsync(cloud, "gw-001"));
    }

    [Fact]
    public async Task Gateways_Withdrawn_DisconnectedAndRefusedThenBadFileKeepsTheLastGood()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        var gone = new TaskCompletionSource();
        box.Client.DisconnectedAsync += _ =>
        {
            gone.TrySetResult();
            return Task.CompletedTask;
        };

        CloudUnderTest.WriteGateways(cloud.Directory, ["gw-002", "gw-003"]);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        using IMqttClient again = new MqttClientFactory().CreateMqttClient();
        MqttClientConnectResult refused = await again.ConnectAsync(Box.Options(cloud, "gw-001", CloudUnderTest.Secret("gw-001"), "c"), TestContext.Current.CancellationToken);
        await using Box added = await Box.ConnectAsync(cloud, "gw-003");
        await File.WriteAllTextAsync(Path.Combine(cloud.Directory, "gateways.json"), "{", TestContext.Current.CancellationToken);
        await using Box still = await Box.ConnectAsync(cloud, "gw-002");

        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, refused.ResultCode);
    }

    private static async Task<JsonElement> GatewayAsync(CloudUnderTest cloud, string id) =>
        (await cloud.GetAsync("/v1/gateways")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);

    private static async Task<bool> OnlineAsync(CloudUnderTest cloud, string id) => (await GatewayAsync(cloud, id)).GetProperty("online").GetBoolean();

    private static async Task<string> MosquittoAsync(CloudUnderTest cloud, string password, string topic)
    {
        var start = new ProcessStartInfo("mosquitto_pub") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-V", "5", "-h", "127.0.0.1", "-p", cloud.BrokerPort.ToString(CultureInfo.InvariantCulture), "-u", "gw-001", "-P", password, "-q", "1", "-t", topic, "-m", "x", "-d"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return output + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
