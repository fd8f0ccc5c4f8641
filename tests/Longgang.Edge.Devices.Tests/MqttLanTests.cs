using System.Text;
using System.Text.Json;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Edge.Devices.Tests;

public sealed class MqttLanTests
{
    public static TheoryData<bool> Versions => [true, false];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scan_Green_PassesAndIsKept(bool version5)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box, version5: version5);

        MqttClientPublishResult result = await device.ScanAsync(Scans.Json(1));
        JsonElement verdict = await device.AnswerAsync();

        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
        Assert.Equal("pass", verdict.GetProperty("verdict").GetString());
        Assert.True(verdict.GetProperty("open").GetBoolean());
        Assert.Equal("请通行", verdict.GetProperty("show").GetString());
        Event kept = Assert.Single(box.Records.Events);
        Assert.Equal(LanBox.Sentinel, kept.Device);
        Assert.Equal(16, kept.Scan.Person.Length);
        Assert.Empty(box.Alerts.Events);
    }

    [Fact]
    public async Task Scan_VerdictComesBeforeDurability_PubAckAfter()
    {
        await using LanBox box = await LanBox.StartAsync();
        var disk = new TaskCompletionSource();
        box.Records.Hold = disk.Task;
        await using Device device = await Device.ConnectAsync(box);

        Task<MqttClientPublishResult> publish = device.ScanAsync(Scans.Json(1));
        JsonElement verdict = await device.AnswerAsync();
        Assert.Equal("pass", verdict.GetProperty("verdict").GetString());
        Assert.False(publish.IsCompleted);

        // A keep-alive does not wait behind a commit.
        await device.Client.PingAsync();
        Assert.False(publish.IsCompleted);

        disk.SetResult();
        Assert.True((await publish).IsSuccess);
    }

    [Fact]
    public async Task Scans_Pipelined_AreAcknowledgedInOrderAfterTheirVerdicts()
    {
        await using LanBox box = await LanBox.StartAsync();
        var disk = new TaskCompletionSource();
        box.Records.Hold = disk.Task;
        using RawMqtt raw = await RawMqtt.LogInAsync(box.MqttPort);
        await raw.SendAsync(0x82, [0, 1, .. RawMqtt.Text("sentinel/sentinel-0001/verdict"), 0]);
        Assert.Equal(0x90, (await raw.ReceiveAsync()).First);

        await raw.SendAsync([.. Enumerable.Range(1, 20).SelectMany(n => RawMqtt.Publish("sentinel/sentinel-0001/scan", (ushort)n, Scans.Bytes((ulong)n, $"green-{n}")))]);
        for (int n = 1; n <= 20; n++)
        {
            Assert.Equal(0x30, (await raw.ReceiveAsync()).First); // all twenty are under way
        }

        disk.SetResult();
        for (ushort n = 1; n <= 20; n++)
        {
            (byte first, byte[] body) = await raw.ReceiveAsync();
            Assert.Equal(0x40, first);
            Assert.Equal(n, (body[0] << 8) | body[1]);
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (ulong)n), box.Records.Events.Select(item => item.DeviceSequence));
    }

    [Theory]
    [InlineData(true, LanBox.Sentinel, "wrong", SecurityKind.LoginFailed, LanBox.Sentinel)]
    [InlineData(false, LanBox.Sentinel, "wrong", SecurityKind.LoginFailed, LanBox.Sentinel)]
    [InlineData(true, "nobody", LanBox.Secret, SecurityKind.UnknownDevice, "")]
    [InlineData(false, "nobody", LanBox.Secret, SecurityKind.UnknownDevice, "")]
    public async Task Connect_WrongSecretOrUnknown_IsRefusedAndReported(bool version5, string id, string secret, SecurityKind kind, string reported)
    {
        await using LanBox box = await LanBox.StartAsync();
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();

        MqttClientConnectResult result = await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", box.MqttPort)
            .WithProtocolVersion(version5 ? MQTTnet.Formatter.MqttProtocolVersion.V500 : MQTTnet.Formatter.MqttProtocolVersion.V311)
            .WithCredentials(id, secret).Build());

        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, result.ResultCode);
        await box.Alerts.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        Event security = Assert.Single(box.Alerts.Events);
        Assert.Equal(kind, security.Security.Kind);
        Assert.Equal(reported, security.Device);
        Assert.DoesNotContain(box.Log.Lines, line => line.Contains("wrong", StringComparison.Ordinal) && line.Contains("secret", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData((byte)4)]
    [InlineData((byte)5)]
    public async Task Publish_ForeignTopic_IsNamedAcknowledgedAndDisconnected(byte version)
    {
        await using LanBox box = await LanBox.StartAsync();
        using RawMqtt raw = await RawMqtt.LogInAsync(box.MqttPort, version: version);
        await raw.SendAsync(0x82, [0, 1, .. version == 5 ? (byte[])[0] : [], .. RawMqtt.Text("sentinel/sentinel-0001/verdict"), 0]);
        await raw.ReceiveAsync();

        await raw.SendAsync(RawMqtt.Publish("sentinel/sentinel-0002/scan", 7, Scans.Bytes(1), version));

        Assert.Contains("topic-foreign", Encoding.UTF8.GetString((await raw.ReceiveAsync()).Body), StringComparison.Ordinal);
        (byte first, byte[] acknowledgement) = await raw.ReceiveAsync();
        Assert.Equal(0x40, first);
        if (version == 5)
        {
            Assert.Equal(0x87, acknowledgement[2]);
            Assert.Equal(0xE0, (await raw.ReceiveAsync()).First);
        }

        Assert.Equal(0, (await raw.ReceiveAsync()).First);
        await box.Alerts.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(SecurityKind.TopicForeign, Assert.Single(box.Alerts.Events).Security.Kind);
        Assert.Empty(box.Records.Events);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Subscribe_ForeignTopic_IsRefusedAndTheRestWorks(bool version5)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box, version5: version5, subscribe: false);

        foreach (string filter in (string[])["#", "+/+/verdict", "sentinel/sentinel-0002/verdict", "sentinel/+/verdict", "sentinel/sentinel-0001"])
        {
            MqttClientSubscribeResult result = await device.Client.SubscribeAsync(filter);
            Assert.Equal(version5 ? MqttClientSubscribeResultCode.NotAuthorized : MqttClientSubscribeResultCode.UnspecifiedError, result.Items.Single().ResultCode);
        }

        await device.Client.SubscribeAsync("sentinel/sentinel-0001/#");
        await device.ScanAsync(Scans.Json(1));
        Assert.Equal("pass", (await device.AnswerAsync()).GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData(true, "{", "malformed-json")]
    [InlineData(false, "{", "malformed-json")]
    [InlineData(true, """{"v":2}""", "unsupported-version")]
    [InlineData(true, """{"v":1,"credential":{"type":"qr"}}""", "missing-field")]
    [InlineData(true, """{"v":1,"epoch":3,"seq":4,"credential":{"type":"idCard","value":"340524198001010013"}}""", "id-check-digit")]
    [InlineData(false, """{"v":1,"epoch":3,"seq":4,"credential":{"type":"idCard","value":"340524198001010013"}}""", "id-check-digit")]
    [InlineData(true, """{"v":1,"epoch":3,"seq":4,"temperature":3650,"credential":{"type":"qr","value":"x"}}""", "temperature-impossible")]
    public async Task Scan_Malformed_IsNamedAndQuarantined(bool version5, string payload, string reason)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box, version5: version5);

        MqttClientPublishResult result = await device.ScanAsync(payload);
        JsonElement refusal = await device.AnswerAsync();

        Assert.Equal(version5 ? MqttClientPublishReasonCode.PayloadFormatInvalid : MqttClientPublishReasonCode.Success, result.ReasonCode);
        if (version5)
        {
            Assert.Equal(reason, result.ReasonString);
        }

        Assert.Equal(reason, refusal.GetProperty("refused").GetString());
        Assert.DoesNotContain("340524198001010013", refusal.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(box.Log.Lines, line => line.Contains("340524198001010013", StringComparison.Ordinal));
        Assert.Empty(box.Records.Events);

        // The listener goes on.
        await device.ScanAsync(Scans.Json(1));
        Assert.Equal("pass", (await device.AnswerAsync()).GetProperty("verdict").GetString());
        await box.StopAsync();
        string quarantined = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(box.DevicesFile)!, "quarantine")).Single());
        Assert.Contains(reason, quarantined, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scan_Replayed_IsAcknowledgedWithTheFirstVerdictAndKeptOnce(bool version5)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box, version5: version5);
        await device.ScanAsync(Scans.Json(1, "red-1"));
        JsonElement first = await device.AnswerAsync();
        box.Health.IsDown = true;

        MqttClientPublishResult again = await device.ScanAsync(Scans.Json(1, "red-1"));
        JsonElement second = await device.AnswerAsync();

        Assert.Equal(MqttClientPublishReasonCode.Success, again.ReasonCode);
        Assert.Equal("deny", first.GetProperty("verdict").GetString());
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Single(box.Records.Events);
        Assert.Single(box.Alerts.Events);
    }

    [Fact]
    public async Task Scan_StaleEpoch_IsRefused()
    {
        await using LanBox box = await LanBox.StartAsync();
        box.Records.Cursors[LanBox.Sentinel] = new DeviceCursor(5, 100, ulong.MaxValue);
        await using Device device = await Device.ConnectAsync(box);

        MqttClientPublishResult result = await device.ScanAsync(Scans.Json(1, epoch: 4));

        Assert.Equal("stale-epoch", result.ReasonString);
        Assert.True((await device.ScanAsync(Scans.Json(101, epoch: 5))).IsSuccess);
        Assert.Single(box.Records.Events);
    }

    [Theory]
    [InlineData(2, "device-clock-ahead")]
    [InlineData(-2, "device-clock-behind")]
    public async Task Scan_WrongClock_PassesWithReason(int hours, string reason)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box);
        DateTimeOffset time = TimeProvider.System.GetUtcNow().AddHours(hours);

        await device.ScanAsync(Scans.Json(1, time: time));
        JsonElement verdict = await device.AnswerAsync();

        Assert.Equal("pass", verdict.GetProperty("verdict").GetString());
        Assert.Equal([reason], verdict.GetProperty("reasons").EnumerateArray().Select(name => name.GetString()));
        Event kept = Assert.Single(box.Records.Events);
        Assert.Equal(time.ToUnixTimeMilliseconds(), kept.Time.DeviceUnixUs / 1000);
        Assert.NotEqual(kept.Time.DeviceUnixUs, kept.Time.BoxUnixUs);
    }

    [Fact]
    public async Task Scan_FromTheBacklogOfADeviceWithARightClock_IsDeliveredLateAndOpensNothing()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await device.PublishAsync("sentinel/sentinel-0001/state", Encoding.UTF8.GetBytes($$"""{"v":1,"time":"{{now:O}}","online":true,"buffered":1}"""));

        await device.ScanAsync(Scans.Json(1, time: now.AddHours(-1)));
        JsonElement verdict = await device.AnswerAsync();

        Assert.Equal(["delivered-late"], verdict.GetProperty("reasons").EnumerateArray().Select(name => name.GetString()));
        Assert.False(verdict.GetProperty("open").GetBoolean());
    }

    [Theory]
    [InlineData(true, MqttClientPublishReasonCode.QuotaExceeded, "box-full")]
    [InlineData(false, MqttClientPublishReasonCode.UnspecifiedError, "box-fault")]
    public async Task Scan_BoxCannotTakeIt_Version5SaysWhyAndTakesItLater(bool full, MqttClientPublishReasonCode code, string reason)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box);
        box.Records.BeforeAppend = _ => full ? Fails.Full() : Fails.Fault();

        MqttClientPublishResult refused = await device.ScanAsync(Scans.Json(1));
        Assert.Equal("pass", (await device.AnswerAsync()).GetProperty("verdict").GetString()); // the person has long passed
        Assert.Equal(reason, (await device.AnswerAsync()).GetProperty("refused").GetString());
        box.Records.BeforeAppend = null;
        MqttClientPublishResult kept = await device.ScanAsync(Scans.Json(1));

        Assert.Equal(code, refused.ReasonCode);
        Assert.Equal(reason, refused.ReasonString);
        Assert.Equal(MqttClientPublishReasonCode.Success, kept.ReasonCode);
        Assert.Single(box.Records.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scan_BoxCannotTakeIt_Version311ClosesWithoutPubAck(bool full)
    {
        await using LanBox box = await LanBox.StartAsync();
        using RawMqtt raw = await RawMqtt.LogInAsync(box.MqttPort);
        box.Records.BeforeAppend = _ => full ? Fails.Full() : Fails.Fault();

        await raw.SendAsync(RawMqtt.Publish("sentinel/sentinel-0001/scan", 7, Scans.Bytes(1)));
        Assert.Equal(0, (await raw.ReceiveAsync()).First);

        box.Records.BeforeAppend = null;
        using RawMqtt again = await RawMqtt.LogInAsync(box.MqttPort);
        await again.SendAsync(RawMqtt.Publish("sentinel/sentinel-0001/scan", 7, Scans.Bytes(1), flags: 0x0A));
        Assert.Equal(0x40, (await again.ReceiveAsync()).First);
        Assert.Single(box.Records.Events);
    }

    [Fact]
    public async Task Scan_HealthCodeServiceDown_DecidesOnWhatIsRememberedAndSaysAsOf()
    {
        await using LanBox box = await LanBox.StartAsync(settings: ("HealthCode:Cache:FreshFor", "00:00:00"));
        await using Device device = await Device.ConnectAsync(box);
        await device.ScanAsync(Scans.Json(1, "green-7"));
        Assert.False((await device.AnswerAsync()).TryGetProperty("asOf", out _));
        box.Health.IsDown = true;

        await device.ScanAsync(Scans.Json(2, "green-7"));
        JsonElement stale = await device.AnswerAsync();
        await device.ScanAsync(Scans.Json(3, "green-8"));
        JsonElement unknown = await device.AnswerAsync();

        Assert.Equal("pass", stale.GetProperty("verdict").GetString());
        Assert.Equal(["data-stale"], stale.GetProperty("reasons").EnumerateArray().Select(name => name.GetString()));
        Assert.EndsWith("+08:00", stale.GetProperty("asOf").GetString(), StringComparison.Ordinal);
        Assert.Contains("数据截至", stale.GetProperty("show").GetString(), StringComparison.Ordinal);
        Assert.Equal(["service-unreachable", "fail-open"], unknown.GetProperty("reasons").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task State_NewFlag_RaisesOneDeviceAlert()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box);
        foreach (string flags in (string[])["", "\"fire\"", "\"fire\"", "\"fire\",\"nothing-known\"", "", "\"fire\""])
        {
            await device.PublishAsync("sentinel/sentinel-0001/state", Encoding.UTF8.GetBytes($$"""{"v":1,"online":true,"flags":[{{flags}}]}"""));
        }

        Assert.Equal(6, box.Records.Events.Count);
        Assert.Equal(2, box.Alerts.Events.Count); // it came, went and came again
        Assert.All(box.Alerts.Events, item => Assert.Equal((AlertCategory.Device, Severity.Red), (item.Alert.Category, item.Alert.Severity)));
        Assert.NotEqual(box.Alerts.Events[0].Alert.Id, box.Alerts.Events[1].Alert.Id);
    }

    [Fact]
    public async Task Will_OwnState_IsKeptWhenTheDeviceVanishes()
    {
        await using LanBox box = await LanBox.StartAsync();
        Device device = await Device.ConnectAsync(box, configure: options => options
            .WithWillTopic("sentinel/sentinel-0001/state").WithWillPayload("""{"v":1,"online":false}""").WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce));
        device.Client.Dispose(); // no DISCONNECT

        await box.Records.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(Assert.Single(box.Records.Events).State.Online);
    }

    [Fact]
    public async Task Will_ForeignTopic_RefusesTheConnection()
    {
        await using LanBox box = await LanBox.StartAsync();
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();

        MqttClientConnectResult result = await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", box.MqttPort)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).WithCredentials(LanBox.Sentinel, LanBox.Secret)
            .WithWillTopic("sentinel/sentinel-0002/state").WithWillPayload("{}").Build());

        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, result.ResultCode);
        Assert.Empty(box.Records.Events);
    }

    [Fact]
    public async Task Connect_SameClientIdOfTwoDevices_DoesNotTakeOver()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device first = await Device.ConnectAsync(box);
        await using Device second = await Device.ConnectAsync(box, "sentinel-0002");

        await first.ScanAsync(Scans.Json(1));
        await second.ScanAsync(Scans.Json(1));

        Assert.Equal("pass", (await first.AnswerAsync()).GetProperty("verdict").GetString());
        Assert.Equal("pass", (await second.AnswerAsync()).GetProperty("verdict").GetString());
        Assert.Equal(2, box.Records.Events.Count);
    }

    [Fact]
    public async Task Registry_DeviceRemoved_IsDisconnectedAndABadFileChangesNothing()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device stays = await Device.ConnectAsync(box, "sentinel-0002");
        await using Device goes = await Device.ConnectAsync(box);
        await File.WriteAllTextAsync(box.DevicesFile, """{"devices":[{"id":"a b","kind":"x"}]}""");
        await box.UntilLoggedAsync("$.devices[0].kind");
        Assert.True((await goes.ScanAsync(Scans.Json(1))).IsSuccess);

        await File.WriteAllTextAsync(box.DevicesFile + ".new", LanBox.Devices(without: LanBox.Sentinel));
        File.Move(box.DevicesFile + ".new", box.DevicesFile, overwrite: true);

        MqttClientDisconnectedEventArgs why = await goes.Disconnected;
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, why.Reason);
        Assert.True((await stays.ScanAsync(Scans.Json(1))).IsSuccess);
    }

    [Fact]
    public async Task Stop_ScanUnderWay_IsAcknowledgedFirst()
    {
        await using LanBox box = await LanBox.StartAsync();
        var disk = new TaskCompletionSource();
        box.Records.Hold = disk.Task;
        await using Device device = await Device.ConnectAsync(box);
        Task<MqttClientPublishResult> publish = device.ScanAsync(Scans.Json(1));
        await device.AnswerAsync();

        Task stopping = box.StopAsync();
        Assert.False(publish.IsCompleted);
        disk.SetResult();

        Assert.True((await publish).IsSuccess);
        await stopping;
    }

    [Fact]
    public async Task Close_ScanUnderWay_IsAcknowledgedBeforeTheDeviceIsToldToGo()
    {
        await using LanBox box = await LanBox.StartAsync();
        var disk = new TaskCompletionSource();
        box.Records.Hold = disk.Task;
        using RawMqtt busy = await RawMqtt.LogInAsync(box.MqttPort, version: 5, clientId: "busy");
        await busy.SendAsync(RawMqtt.Publish("sentinel/sentinel-0001/scan", 7, Scans.Bytes(1), 5));
        await box.Records.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        RawMqtt[] idle = [await RawMqtt.LogInAsync(box.MqttPort, version: 5, clientId: "a"), await RawMqtt.LogInAsync(box.MqttPort, version: 5, clientId: "b")];

        ServiceProviderServiceExtensions.GetRequiredService<DeviceRegistryHolder>(box.Services).Replace(DeviceRegistry.Empty);
        foreach (RawMqtt other in idle)
        {
            Assert.Equal(0xE0, (await other.ReceiveAsync()).First); // by now the busy one has been told as well
            Assert.Equal(0, (await other.ReceiveAsync()).First);
            other.Dispose();
        }

        disk.SetResult();
        Assert.Equal(0x40, (await busy.ReceiveAsync()).First);
        (byte first, byte[] body) = await busy.ReceiveAsync();
        Assert.Equal((0xE0, 0x98), (first, body[0]));
    }

    [Fact]
    public async Task KeepAlive_NothingHeard_IsClosed()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using LanBox box = await LanBox.StartAsync(services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(services, time));
        using RawMqtt raw = await RawMqtt.LogInAsync(box.MqttPort, version: 5, keepAlive: 10);
        await raw.SendAsync(RawMqtt.Publish("sentinel/sentinel-0001/scan", 1, Scans.Bytes(1), 5));
        Assert.Equal(0x40, (await raw.ReceiveAsync()).First);

        time.Advance(TimeSpan.FromSeconds(14));
        await raw.SendAsync(RawMqtt.Publish("sentinel/sentinel-0001/scan", 2, Scans.Bytes(2), 5)); // a publication is a sign of life
        Assert.Equal(0x40, (await raw.ReceiveAsync()).First);
        time.Advance(TimeSpan.FromSeconds(14));
        await raw.SendAsync(0xC0, []);
        Assert.Equal(0xD0, (await raw.ReceiveAsync()).First);
        time.Advance(TimeSpan.FromSeconds(16));

        (byte first, byte[] body) = await raw.ReceiveAsync();
        Assert.Equal(0xE0, first);
        Assert.Equal(0x8D, body[0]);
    }

    [Fact]
    public async Task Bytes_Random_NeverStopTheListener()
    {
        await using LanBox box = await LanBox.StartAsync();
        var random = new Random(7);
        for (int i = 0; i < 300; i++)
        {
            using RawMqtt raw = i % 2 == 0 ? await RawMqtt.ConnectAsync(box.MqttPort) : await RawMqtt.LogInAsync(box.MqttPort, version: (byte)(4 + (i / 2 % 2)), clientId: $"c{i}");
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            try
            {
                if (i % 4 == 1)
                {
                    await raw.SendAsync(RawMqtt.Publish("sentinel/sentinel-0001/scan", 1, bytes));
                }
                else
                {
                    await raw.SendAsync(bytes);
                }
            }
            catch (IOException)
            {
                // closed already
            }
        }

        await using Device device = await Device.ConnectAsync(box);
        Assert.True((await device.ScanAsync(Scans.Json(1))).IsSuccess);
    }

    [Fact]
    public async Task Reading_KeptAndRefusalNamed()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box, LanBox.Sensor, kind: "sensor");

        Assert.True((await device.PublishAsync("sensor/sensor-0001/reading", Scans.Reading(1))).IsSuccess);
        await device.PublishAsync("sensor/sensor-0001/reading", "{}"u8.ToArray());

        Assert.Equal(21.5, Assert.Single(box.Records.Events).Reading.Value);
        Assert.Equal("missing-field", (await device.AnswerAsync()).GetProperty("refused").GetString());
    }

    [Fact]
    public async Task Publish_QualityZeroAndTwo_Work()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box);

        await device.PublishAsync("sentinel/sentinel-0001/scan", Scans.Bytes(1), MqttQualityOfServiceLevel.AtMostOnce);
        Assert.Equal("pass", (await device.AnswerAsync()).GetProperty("verdict").GetString());
        Assert.True((await device.PublishAsync("sentinel/sentinel-0001/scan", Scans.Bytes(2), MqttQualityOfServiceLevel.ExactlyOnce)).IsSuccess);

        Assert.Equal(2, box.Records.Events.Count);
    }
}
