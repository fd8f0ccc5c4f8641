using System.Text.Json;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MQTTnet;

namespace Longgang.Cloud.Service.Tests.Ingestion;

public sealed class IngestionTests
{
    private static readonly BatchFactory Records = new(outbox: 1);
    private static readonly BatchFactory Alerts = new(outbox: 2, lane: Lane.Alert);

    [Fact]
    public async Task Publish_Batches_AcknowledgedStoredAndBalanced()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);

        await box.PublishAsync(Records.Scans(1, 20).Batch);
        Ack first = await box.NextAckAsync();
        await box.PublishAsync(Records.Scans(21, 5).Batch);
        Ack second = await box.NextAckAsync();
        await box.PublishAsync(Records.Scans(1, 20).Batch);
        Ack again = await box.NextAckAsync();

        Assert.Equal((AckStatus.Stored, 1UL, 20U, Lane.Record), (first.Status, first.FirstSequence, first.Count, first.Lane));
        Assert.Equal(BatchIdentity.OutboxBytes(1), first.OutboxId.ToByteArray());
        Assert.Equal(21UL, second.FirstSequence);
        Assert.Equal(AckStatus.Stored, again.Status);
        JsonElement ledger = await cloud.GetAsync("/v1/ledger");
        JsonElement lane = ledger.GetProperty("items")[0];
        Assert.Equal((25, 25, 0, true), (lane.GetProperty("accepted").GetInt32(), lane.GetProperty("stored").GetInt32(), lane.GetProperty("pending").GetInt32(), lane.GetProperty("balanced").GetBoolean()));
        string export = await cloud.Http.GetStringAsync(new Uri("/v1/scans/export", UriKind.Relative), TestContext.Current.CancellationToken);
        string[] lines = export.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(25, lines.Length);
        Assert.Equal("""{"id":1,"gateway":"gw-001","device":"sentinel-0001","epoch":1,"seq":1}""", lines[0]);
    }

    [Fact]
    public async Task Publish_DamagedOnTheWay_CorruptAndNothingKept()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        Batch batch = Records.Scans(1, 4).Batch;

        await box.PublishAsync(batch, crc: 0xDEADBEEF);
        Ack ack = await box.NextAckAsync();
        byte[] torn = BatchFactory.Encode(batch)[..40];
        await box.PublishAsync(torn, Topics.Up("gw-001", Lane.Record), crc: 1, identity: $"{1:x32}/1/4");
        Ack named = await box.NextAckAsync();

        Assert.Equal((AckStatus.Corrupt, 1UL, 4U), (ack.Status, ack.FirstSequence, ack.Count));
        Assert.Equal((AckStatus.Corrupt, 1UL, 4U), (named.Status, named.FirstSequence, named.Count));
        Assert.Empty((await cloud.GetAsync("/v1/ledger")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Publish_GarbageWithRightChecksum_QuarantinedAndKeptAsItCame()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        byte[] garbage = [1, 2, 3, 4, 5];

        await box.PublishAsync(garbage, Topics.Up("gw-001", Lane.Record));
        Ack unnamed = await box.NextAckAsync();
        await box.PublishAsync(garbage, Topics.Up("gw-001", Lane.Record), identity: $"{1:x32}/1/7");
        Ack named = await box.NextAckAsync();

        Assert.Equal((AckStatus.Quarantined, 0), (unnamed.Status, unnamed.OutboxId.Length));
        Assert.Equal((AckStatus.Quarantined, 1UL, 7U), (named.Status, named.FirstSequence, named.Count));
        JsonElement lane = (await cloud.GetAsync("/v1/ledger")).GetProperty("items")[0];
        Assert.Equal((7, 7, true), (lane.GetProperty("accepted").GetInt32(), lane.GetProperty("quarantined").GetInt32(), lane.GetProperty("balanced").GetBoolean()));
        Assert.Equal([garbage, garbage], Database.Blobs(cloud, "SELECT payload FROM quarantine"));
    }

    [Fact]
    public async Task Publish_InconsistentEvents_QuarantinedByItsOwnHeader()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        Batch miscounted = Records.Scans(1, 4).Batch;
        miscounted.Count = 5;
        Batch badAlert = Alerts.Make(1, BatchFactory.Alert(1, "s", 1));
        badAlert.Events[0].Alert.Id = Google.Protobuf.ByteString.CopyFrom(1, 2);

        await box.PublishAsync(miscounted);
        Ack first = await box.NextAckAsync();
        await box.PublishAsync(badAlert);
        Ack second = await box.NextAckAsync();

        Assert.Equal((AckStatus.Quarantined, 1UL, 5U), (first.Status, first.FirstSequence, first.Count));
        Assert.Equal(AckStatus.Quarantined, second.Status);
        Assert.Contains("alert id", second.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ForeignGatewayInside_RefusedAndNothingKept()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud, "gw-002");

        await box.PublishAsync(Records.Scans(1, 4).Batch, Topics.Up("gw-002", Lane.Record));
        Ack ack = await box.NextAckAsync();

        Assert.Equal(AckStatus.Refused, ack.Status);
        Assert.StartsWith("foreign-gateway", ack.Reason, StringComparison.Ordinal);
        Assert.Empty((await cloud.GetAsync("/v1/ledger")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Publish_NewerMajor_RefusedWithIdentity()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        Batch batch = Records.Scans(1, 4).Batch;
        batch.Major = 2;

        await box.PublishAsync(batch);
        Ack ack = await box.NextAckAsync();

        Assert.Equal((AckStatus.Refused, 1UL), (ack.Status, ack.FirstSequence));
        Assert.StartsWith("unsupported-version", ack.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_CommitHeldBack_NoAcknowledgementBeforeIt()
    {
        var gate = new GatedStore();
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync(configure: services =>
        {
            services.RemoveAll<IIngestStore>();
            services.AddSingleton<IIngestStore>(provider => gate.Around(provider.GetRequiredService<Storage.Sqlite.SqliteWriter>()));
        });
        await using Box box = await Box.ConnectAsync(cloud);

        await box.PublishAsync(Records.Scans(1, 4).Batch);
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        // A publication behind it was PUBACKed, so an acknowledgement sent before the commit would have overtaken it.
        await box.SayAsync(new GatewayStatus { Major = 1, Online = true });
        await box.SayAsync(new GatewayStatus { Major = 1, Online = true });
        Assert.False(box.HasAck);
        gate.Open();
        Assert.Equal(AckStatus.Stored, (await box.NextAckAsync()).Status);
    }

    [Fact]
    public async Task Publish_StoreFails_NothingAcknowledgedThenAll()
    {
        var gate = new GatedStore { Failing = true };
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync(configure: services =>
        {
            services.RemoveAll<IIngestStore>();
            services.AddSingleton<IIngestStore>(provider => gate.Around(provider.GetRequiredService<Storage.Sqlite.SqliteWriter>()));
        });
        gate.Open();
        await using Box box = await Box.ConnectAsync(cloud);

        await box.PublishAsync(Records.Scans(1, 4).Batch);
        await gate.FailedTwice.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(box.HasAck);
        gate.Failing = false;

        Assert.Equal(AckStatus.Stored, (await box.NextAckAsync()).Status);
        Assert.Single((await cloud.GetAsync("/v1/ledger")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Publish_DatabaseFull_NotReadyThenRecoversByItself()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync(
            configure: services => services.PostConfigure<Storage.Sqlite.SqliteStorageOptions>(options => options.MaxBytes = 1024 * 1024));
        await using Box box = await Box.ConnectAsync(cloud);
        const int Batches = 80;
        for (int i = 0; i < Batches; i++)
        {
            await box.PublishAsync(Records.Scans((ulong)(i * 200) + 1, 200).Batch);
        }

        await Until.TrueAsync("the service is not ready", async () =>
        {
            using HttpResponseMessage ready = await cloud.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return ready.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable;
        });
        cloud.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Storage.Sqlite.SqliteStorageOptions>>().Value.MaxBytes = 0;
        for (int i = 0; i < Batches; i++)
        {
            Assert.Equal(AckStatus.Stored, (await box.NextAckAsync()).Status);
        }

        await cloud.GetAsync("/health/ready");
        Assert.Equal(Batches * 200, (await cloud.GetAsync("/v1/ledger")).GetProperty("sums").GetProperty("stored").GetInt32());
    }

    [Fact]
    public async Task Stop_BatchesInHand_CommittedAndAcknowledged()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        List<Task<MqttClientPublishResult>> sent = [.. Enumerable.Range(0, 50).Select(i => box.PublishAsync(Records.Scans((ulong)(i * 10) + 1, 10).Batch))];
        await Task.WhenAll(sent);

        await cloud.RestartAsync();

        Assert.Equal(500, (await cloud.GetAsync("/v1/ledger")).GetProperty("sums").GetProperty("stored").GetInt32());
    }
}
