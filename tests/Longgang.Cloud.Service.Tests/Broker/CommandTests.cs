using System.Buffers;
using System.Threading.Channels;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Tests.External;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Longgang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Tests.Broker;

/// <summary>Commands down and the cloud's time, by the embedded broker and by a real mosquitto with what ships for it.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_ToABoxAndToAnArea_ReachesWhoListensWithItsExpiry(bool external)
    {
        await using ShippedMosquitto? broker = external ? await ShippedMosquitto.StartAsync() : null;
        await using CloudUnderTest cloud = await StartAsync(broker);
        using Ear first = await Ear.ConnectAsync(broker?.Port ?? cloud.BrokerPort, "gw-001", "440307", "440307003");
        using Ear second = await Ear.ConnectAsync(broker?.Port ?? cloud.BrokerPort, "gw-002", "440307");
        ICommandTransport transport = cloud.Services.GetRequiredService<ICommandTransport>();

        await transport.PublishAsync(Topics.Down("gw-001", Topics.Announcement), new byte[] { 1 }, TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        await transport.PublishAsync(Area("440307003"), new byte[] { 2 }, TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        await transport.PublishAsync(Area("440307"), new byte[] { 3 }, TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        foreach ((byte mark, string topic) in ((byte, string)[])[(1, Topics.Down("gw-001", Topics.Announcement)), (2, Area("440307003")), (3, Area("440307"))])
        {
            MqttApplicationMessage message = await first.NextAsync();
            Assert.Equal((topic, mark), (message.Topic, message.Payload.ToArray()[0]));
            Assert.InRange(message.MessageExpiryInterval, 80U, 90U);
            Assert.False(message.Retain);
        }

        Assert.Equal(3, (await second.NextAsync()).Payload.ToArray()[0]); // and nothing before it
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Status_WithMonotonicTime_IsAnsweredWithTheCloudsClock(bool external)
    {
        await using ShippedMosquitto? broker = external ? await ShippedMosquitto.StartAsync() : null;
        await using CloudUnderTest cloud = await StartAsync(broker);
        using Ear box = await Ear.ConnectAsync(broker?.Port ?? cloud.BrokerPort, "gw-001");
        DateTimeOffset before = TimeProvider.System.GetUtcNow();

        await box.SayAsync(new GatewayStatus { Major = 1, Online = true });
        await box.SayAsync(new GatewayStatus { Major = 1, Online = false, MonotonicUs = 5 });
        await box.SayAsync(new GatewayStatus { Major = 1, Online = true, MonotonicUs = 1234 });

        var answer = Acks.Parser.ParseFrom((await box.NextAsync()).Payload); // the first two ask nothing
        Assert.Equal((1U, 1234UL, 0), (answer.Major, answer.AskedMonotonicUs, answer.Acks_.Count));
        Assert.InRange(DateTimeOffset.UnixEpoch.AddMicroseconds(answer.CloudUnixUs), before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Publish_NoBroker_SaysSoAndGoesOnWhenItIsBack()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.PrepareAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        ICommandTransport transport = cloud.Services.GetRequiredService<ICommandTransport>();
        _ = await Assert.ThrowsAsync<CommandTransportException>(() => PublishAsync().AsTask());
        await broker.StartAgainAsync();
        await Replica.ReadyAsync(cloud);
        await Until.TrueAsync("the command is taken", async () =>
        {
            try
            {
                await PublishAsync();
                return true;
            }
            catch (CommandTransportException)
            {
                return false;
            }
        });

        ValueTask PublishAsync() => transport.PublishAsync(Area("440307"), new byte[] { 1 }, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Publish_ByABoxOnMosquitto_IsRefused()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using Box thief = await Box.ConnectAsync(broker.Port, "gw-002", subscribe: false);
        foreach (string topic in (string[])[Area("440307"), Topics.Down("gw-001", Topics.Announcement), Topics.Down("gw-002", Topics.Announcement)])
        {
            Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await thief.PublishAsync([1], topic)).ReasonCode);
        }
    }

    private static string Area(string code) => AreaCode.TryParse(code, out AreaCode area) ? Topics.AreaDown(area, Topics.Announcement) : throw new ArgumentException(code, nameof(code));

    private static async Task<CloudUnderTest> StartAsync(ShippedMosquitto? broker)
    {
        CloudUnderTest cloud = broker is null ? await CloudUnderTest.StartAsync() : await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        return cloud;
    }

    /// <summary>A box that hears its acknowledgements, its commands and those of areas.</summary>
    private sealed class Ear : IDisposable
    {
        private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
        private readonly Channel<MqttApplicationMessage> _heard = Channel.CreateUnbounded<MqttApplicationMessage>();
        private readonly string _gateway;

        private Ear(string gateway) => _gateway = gateway;

        public static async Task<Ear> ConnectAsync(int port, string gateway, params string[] areas)
        {
            var ear = new Ear(gateway);
            ear._client.ApplicationMessageReceivedAsync += args =>
            {
                _ = ear._heard.Writer.TryWrite(args.ApplicationMessage);
                return Task.CompletedTask;
            };
            _ = await ear._client.ConnectAsync(Box.Options(port, gateway, CloudUnderTest.Secret(gateway), gateway), TestContext.Current.CancellationToken);
            foreach (string topic in (string[])[Topics.Ack(gateway), Topics.Down(gateway, Topics.Announcement), .. areas.Select(Area)])
            {
                _ = await ear._client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
            }

            return ear;
        }

        public Task<MqttClientPublishResult> SayAsync(GatewayStatus status) => _client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic(Topics.Status(_gateway)).WithPayload(Google.Protobuf.MessageExtensions.ToByteArray(status))
                .WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            TestContext.Current.CancellationToken);

        public Task<MqttApplicationMessage> NextAsync() =>
            _heard.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        public void Dispose() => _client.Dispose();
    }
}
