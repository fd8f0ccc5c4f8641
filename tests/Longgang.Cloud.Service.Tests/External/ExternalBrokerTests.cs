using System.Text.Json;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Ingestion;
using Longgang.Contracts.Wire;
using Longgang.Edge.Uplink.Tests.Support;
using Longgang.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Cloud.Service.Tests.External;

/// <summary>The service on a real mosquitto that is killed, emptied, replaced, or talks to somebody else.</summary>
public sealed class ExternalBrokerTests
{
    private static readonly BatchFactory Records = new(outbox: 1);
    private static readonly BatchFactory Alerts = new(outbox: 2, lane: Lane.Alert);

    [Fact]
    public async Task Publish_BothLanes_CommittedAcknowledgedAndRepeatedOnes()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port);

        await box.PublishAsync(Records.Scans(1, 20).Batch);
        Ack record = await box.NextAckAsync();
        await box.PublishAsync(Alerts.Make(1, BatchFactory.Alert(1, "s", 1)));
        Ack alert = await box.NextAckAsync();
        await box.PublishAsync(Records.Scans(1, 20).Batch);
        Ack again = await box.NextAckAsync();

        Assert.Equal((AckStatus.Stored, 1UL, 20U, Lane.Record), (record.Status, record.FirstSequence, record.Count, record.Lane));
        Assert.Equal((AckStatus.Stored, Lane.Alert), (alert.Status, alert.Lane));
        Assert.Equal(AckStatus.Stored, again.Status);
        Assert.Equal((21, 0), await Replica.LedgerAsync(cloud));
    }

    [Fact]
    public async Task Status_BirthAndWill_PresenceFollowsAlsoFromRetained()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using Box box = await Box.ConnectAsync(broker.Port, will: new GatewayStatus { Major = 1, Online = false });
        await box.SayAsync(new GatewayStatus { Major = 1, Online = true, Version = "1.2.3" });

        // It starts only now: what it learns of the box stands retained at the broker.
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Until.TrueAsync("the box is online", async () => await OnlineAsync(cloud) && await VersionAsync(cloud) == "1.2.3");
        await Abort.AsyncOf(box);

        await Until.TrueAsync("the box is offline", async () => !await OnlineAsync(cloud));
    }

    [Fact]
    public async Task Start_NoBroker_NotReadyAndSaysWhyUntilItComes()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.PrepareAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);

        (bool ready, string body) = await Replica.HealthAsync(cloud);
        Assert.False(ready);
        Assert.Contains($"broker 127.0.0.1:{broker.Port}", body, StringComparison.Ordinal);
        Assert.Contains("longgang_broker_ready 0", await cloud.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await broker.StartAgainAsync();

        await Replica.ReadyAsync(cloud);
        Assert.Contains("longgang_broker_ready 1", await cloud.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("other.example", false)]
    public async Task Tls_OnlyTheRightNameByTheRightAuthority_IsTrusted(string name, bool trusted)
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartWithTlsAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker, services => services.PostConfigure<Service.Broker.BrokerOptions>(options =>
        {
            options.External.Tls.Enabled = true;
            options.External.Tls.CaFile = broker.CaFile;
            options.External.Tls.ServerName = name;
        }));

        await (trusted
            ? Replica.ReadyAsync(cloud)
            : Until.TrueAsync("the certificate is refused", async () => (await Replica.HealthAsync(cloud)).Body.Contains("certificate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Broker_KilledAndEmptyAgainInMidStream_NothingLostNothingDoubled()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        await using var first = new UplinkBox(broker.EndPoint, "gw-001", recordBatches: 1500, alertBatches: 300);
        await using var second = new UplinkBox(broker.EndPoint, "gw-002", recordBatches: 1500, alertBatches: 300);
        int all = first.Accepted + second.Accepted;

        for (int kill = 1; kill <= 3; kill++)
        {
            int mark = all * kill / 5;
            await Until.TrueAsync($"{mark} of {all} are stored", async () => (await Replica.LedgerAsync(cloud)).Stored >= mark);
            await broker.KillAsync();
            await broker.StartAgainAsync();
        }

        await Until.TrueAsync("both boxes have delivered", () => first.Pending + second.Pending == 0);
        Assert.Equal((all, 0), await Replica.LedgerAsync(cloud));
        Assert.True(first.Resent + second.Resent > 0, "No kill caught a batch on its way: the test proves nothing.");
    }

    [Fact]
    public async Task SharedSubscription_ConsumerDiesWithItsShare_TheBoxSendsItAgainOnALivingConnection()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);

        // Another replica that takes its share, commits nothing, and is killed.
        using IMqttClient hung = new MqttClientFactory().CreateMqttClient();
        hung.ApplicationMessageReceivedAsync += args =>
        {
            args.AutoAcknowledge = false;
            return Task.CompletedTask;
        };
        await hung.ConnectAsync(Box.Options(broker.Port, ShippedMosquitto.ServiceUser, CloudUnderTest.Secret(ShippedMosquitto.ServiceUser), "cloud-b/record"), TestContext.Current.CancellationToken);
        await hung.SubscribeAsync("$share/ingest/lg/v1/gw/+/up/record", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        await using var box = new UplinkBox(broker.EndPoint, "gw-001", recordBatches: 200, ackTimeout: TimeSpan.FromSeconds(2));
        await Until.TrueAsync("the living replica has stored something", async () => (await Replica.LedgerAsync(cloud)).Stored > 0);
        hung.Dispose();

        await Until.TrueAsync("the box has delivered", () => box.Pending == 0);
        Assert.Equal((box.Accepted, 0), await Replica.LedgerAsync(cloud));
        Assert.True(box.Resent > 0, "The dead replica had no share: the test proves nothing.");
    }

    [Fact]
    public async Task Alert_RecordQueueFull_IsNotDelayed()
    {
        var gate = new LaneGate();
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker, services =>
        {
            services.RemoveAll<IIngestSink>();
            services.AddSingleton<IIngestSink>(provider => gate.Before(provider.GetRequiredService<IngestQueue>()));
        });
        await Replica.ReadyAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port);
        await using Box watch = await Box.ConnectAsync(broker.Port, "gw-002");
        for (ulong i = 0; i < 500; i++)
        {
            await box.PublishAsync(Records.Scans((i * 10) + 1, 10).Batch);
        }

        await Until.TrueAsync("a record stands before the full queue", () => gate.Waiting == 1);
        await box.PublishAsync(Alerts.Make(1, BatchFactory.Alert(1, "s", 1)));
        Ack alert = await box.NextAckAsync();

        Assert.Equal((AckStatus.Stored, Lane.Alert), (alert.Status, alert.Lane));
        Assert.Equal(1, gate.Waiting);
        Assert.Equal(1, (await Replica.LedgerAsync(cloud)).Stored);
        Assert.True((await Replica.HealthAsync(cloud)).Ready, "Back-pressure must not look like a broken connection.");
        gate.Open();
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal((AckStatus.Stored, Lane.Record), ((await box.NextAckAsync()) is var ack ? (ack.Status, ack.Lane) : default));
        }
    }

    [Fact]
    public async Task Records_MoreThanMayBeHeld_AreShedAndComeAgain()
    {
        var gate = new LaneGate();
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker, services =>
        {
            services.RemoveAll<IIngestSink>();
            services.AddSingleton<IIngestSink>(provider => gate.Before(provider.GetRequiredService<IngestQueue>()));
            services.PostConfigure<Service.Broker.BrokerOptions>(options =>
            {
                options.External.MaxHeldBytes = 64 * 1024;
                options.External.ReceiveMaximum = 1000;
            });
        });
        await Replica.ReadyAsync(cloud);
        Service.Broker.IBrokerTransport transport = cloud.Services.GetRequiredService<Service.Broker.IBrokerTransport>();
        await using var first = new UplinkBox(broker.EndPoint, "gw-001", recordBatches: 40, ackTimeout: TimeSpan.FromSeconds(1));
        await using var second = new UplinkBox(broker.EndPoint, "gw-002", recordBatches: 40, ackTimeout: TimeSpan.FromSeconds(1));

        await Until.TrueAsync("something is shed", () => transport.Figures.ShedMessages > 0);
        gate.Open();

        await Until.TrueAsync("both boxes have delivered", () => first.Pending + second.Pending == 0);
        Assert.Equal((first.Accepted + second.Accepted, 0), await Replica.LedgerAsync(cloud));
        Assert.Equal(0, transport.Figures.ConnectionFailures);
    }

    [Fact]
    public async Task Live_CommittedByAnotherReplica_IsSeenHere()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();

        // Nobody rings here, as when another process has committed.
        await using CloudUnderTest cloud = await Replica.StartAsync(broker, services => services.RemoveAll<Longgang.Cloud.Core.Alerts.IAlertChangeListener>());
        await Replica.ReadyAsync(cloud);
        await using LiveReader live = await LiveReader.OpenAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port);

        await box.PublishAsync(Alerts.Make(1, BatchFactory.Alert(7, "s", 1)));

        JsonElement? alert = await live.NextAsync("alert");
        Assert.Equal(BatchFactory.AlertIdText(7), alert!.Value.GetProperty("alert").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Acl_GatewayPublishesOrListensAsAnother_TheBrokerRefusesAndTheCloudHearsNothing()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port);
        await using Box thief = await Box.ConnectAsync(broker.Port, "gw-002", subscribe: false);
        bool overheard = false;
        thief.Client.ApplicationMessageReceivedAsync += args =>
        {
            // Its own acknowledgements aside, which come to every subscriber of them.
            overheard |= args.ApplicationMessage.Topic != Topics.Ack("gw-002");
            return Task.CompletedTask;
        };
        await thief.Client.SubscribeAsync("lg/v1/gw/+/ack", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        await thief.Client.SubscribeAsync("$share/ingest/lg/v1/gw/+/up/+", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);

        string[] foreign = [Topics.Up("gw-001", Lane.Record), Topics.Status("gw-001"), Topics.Ack("gw-001"), Topics.Ack("gw-002"), "lg/v1/gw/gw-002/up/other", "x"];
        foreach (string topic in foreign)
        {
            MqttClientPublishResult result = await thief.PublishAsync([1], topic);
            Assert.True(result.ReasonCode == MqttClientPublishReasonCode.NotAuthorized, $"{topic}: {result.ReasonCode}");
        }

        for (ulong i = 0; i < 20; i++)
        {
            await box.PublishAsync(Records.Scans((i * 5) + 1, 5).Batch);
            Assert.Equal(AckStatus.Stored, (await box.NextAckAsync()).Status);
        }

        await thief.PublishAsync(new BatchFactory("gw-002", 3).Scans(1, 1).Batch);
        await Until.TrueAsync("the thief's own batch is stored too", async () => (await Replica.LedgerAsync(cloud)).Stored == 101);
        Assert.False(overheard);
    }

    [Theory]
    [InlineData("gw-001", "wrong")]
    [InlineData("gw-999", "secret-of-gw-999")]
    public async Task Acl_WrongCredentials_TheBrokerRefuses(string user, string password)
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();

        MqttClientConnectResult result = await client.ConnectAsync(Box.Options(broker.Port, user, password, "c"), TestContext.Current.CancellationToken);

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, result.ResultCode);
    }

    [Fact]
    public async Task Publish_KnownToTheBrokerButNotEnrolled_RefusedAndNothingKept()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync("gw-001", "gw-003");
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port, "gw-003");
        byte[] payload = BatchFactory.Encode(new BatchFactory("gw-003", 3).Scans(1, 4).Batch);

        await box.PublishAsync(payload, Topics.Up("gw-003", Lane.Record), identity: $"{3:x32}/1/4");
        Ack ack = await box.NextAckAsync();

        Assert.Equal((AckStatus.Refused, 1UL, 4U), (ack.Status, ack.FirstSequence, ack.Count));
        Assert.StartsWith("not-enrolled", ack.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await Replica.LedgerAsync(cloud)).Stored);
    }

    [Fact]
    public async Task Publish_AnotherGatewayInside_RefusedAndNothingKept()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port, "gw-002");

        await box.PublishAsync(Records.Scans(1, 4).Batch, Topics.Up("gw-002", Lane.Record));
        Ack ack = await box.NextAckAsync();

        Assert.Equal(AckStatus.Refused, ack.Status);
        Assert.StartsWith("foreign-gateway", ack.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await Replica.LedgerAsync(cloud)).Stored);
    }

    [Fact]
    public async Task Broker_HalfOpen_IsFoundAndLeftAndFoundAgain()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using var proxy = new FaultProxy(broker.EndPoint);
        await using CloudUnderTest cloud = await Replica.StartAsync(broker, port: proxy.Endpoint.Port);
        await Replica.ReadyAsync(cloud);
        proxy.Blackhole();

        await Until.TrueAsync("the silence is noticed", async () => !(await Replica.HealthAsync(cloud)).Ready);
        proxy.Heal();

        await Replica.ReadyAsync(cloud);
        await using Box box = await Box.ConnectAsync(broker.Port);
        await box.PublishAsync(Records.Scans(1, 4).Batch);
        Assert.Equal(AckStatus.Stored, (await box.NextAckAsync()).Status);
    }

    [Fact]
    public async Task ClientId_TakenByAnother_IsNamedAndTakenBack()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        using IMqttClient twin = new MqttClientFactory().CreateMqttClient();
        bool thrown = false;
        twin.DisconnectedAsync += _ =>
        {
            thrown = true;
            return Task.CompletedTask;
        };

        await twin.ConnectAsync(Box.Options(broker.Port, ShippedMosquitto.ServiceUser, CloudUnderTest.Secret(ShippedMosquitto.ServiceUser), "cloud-a/record"), TestContext.Current.CancellationToken);

        await Until.TrueAsync("the service takes its client id back", () => thrown);
        await Replica.ReadyAsync(cloud);
        Assert.True(cloud.Services.GetRequiredService<Service.Broker.IBrokerTransport>().Figures.ConnectionFailures > 0);
    }

    [Fact]
    public async Task Stop_BatchesInHand_CommittedAndAcknowledged()
    {
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync();
        await using CloudUnderTest cloud = await Replica.StartAsync(broker);
        await Replica.ReadyAsync(cloud);
        await using var box = new UplinkBox(broker.EndPoint, "gw-001", recordBatches: 600, ackTimeout: TimeSpan.FromSeconds(2));
        await Until.TrueAsync("the stream runs", async () => (await Replica.LedgerAsync(cloud)).Stored > 0);

        await cloud.RestartAsync();

        await Until.TrueAsync("the box has delivered", () => box.Pending == 0);
        Assert.Equal((box.Accepted, 0), await Replica.LedgerAsync(cloud));
    }

    private static async Task<bool> OnlineAsync(CloudUnderTest cloud) => (await GatewayAsync(cloud)).GetProperty("online").GetBoolean();

    private static async Task<string?> VersionAsync(CloudUnderTest cloud) => (await GatewayAsync(cloud)).GetProperty("version").GetString();

    private static async Task<JsonElement> GatewayAsync(CloudUnderTest cloud) => (await cloud.GetAsync("/v1/gateways")).GetProperty("items")[0];
}
