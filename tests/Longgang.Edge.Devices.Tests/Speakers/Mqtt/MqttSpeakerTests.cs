using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Speakers;
using Longgang.Edge.Devices.Speakers.Mqtt;
using Longgang.Edge.Devices.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Edge.Devices.Tests.Speakers.Mqtt;

public sealed class MqttSpeakerTests
{
    private const string Command = $"speaker/{LanBox.Speaker}/command";
    private const string Receipt = $"speaker/{LanBox.Speaker}/receipt";
    private const string Play1 = "00000000000000000000000000000001";

    private static readonly AudioClip Clip = new("/nowhere", new string('a', 64), TimeSpan.FromSeconds(2));

    [Fact]
    public async Task Play_ConnectedSpeaker_IsToldAtQuality1()
    {
        await using LanBox box = await LanBox.StartAsync(null, ("Speakers:Mqtt:AudioBaseAddress", "http://192.0.2.1:8081"));
        HeardSpeakers heard = Listen(box);
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");
        Channel<MqttApplicationMessage> commands = await SubscribeAsync(speaker);
        await heard.UntilAsync("speaker-0001 Online []");

        await Port(box).PlayAsync(Order(1), CancellationToken.None);

        MqttApplicationMessage message = await commands.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(
            $$"""{"v":1,"do":"play","play":"{{Play1}}","items":[{"language":"zh-CN","url":"http://192.0.2.1:8081/audio/{{Clip.Sha256}}.wav","sha256":"{{Clip.Sha256}}"}],"priority":9,"volume":80,"drill":false,"withinMs":30000}""",
            Encoding.UTF8.GetString(message.Payload.ToArray()));
        Assert.Equal((Command, MqttQualityOfServiceLevel.AtLeastOnce, false), (message.Topic, message.QualityOfServiceLevel, message.Retain));
        Assert.DoesNotContain(heard.All, line => line.Contains("not-reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Play_SpeakerFetchesWhereItHasReachedTheBox()
    {
        await using LanBox box = await LanBox.StartAsync(null, ("Lan:Http:Endpoint", $"127.0.0.1:{FreePort()}"));
        HeardSpeakers heard = Listen(box);
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");
        Channel<MqttApplicationMessage> commands = await SubscribeAsync(speaker);
        await heard.UntilAsync("speaker-0001 Online");

        await Port(box).PlayAsync(Order(1), CancellationToken.None);

        JsonElement item = (await NextAsync(commands)).GetProperty("items")[0];
        Assert.Equal($"http://127.0.0.1:{box.HttpPort}/audio/{Clip.Sha256}.wav", item.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Play_SpeakerThatSpeaks_IsGivenTheText()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");
        Channel<MqttApplicationMessage> commands = await SubscribeAsync(speaker);
        await speaker.PublishAsync($"speaker/{LanBox.Speaker}/state", """{"v":1,"online":true,"languages":["zh"]}"""u8.ToArray());
        await heard.UntilAsync("speaker-0001 Online [zh]");

        await Port(box).PlayAsync(Order(1) with { Parts = [new PlayPart("zh-CN", "请撤离", null)] }, CancellationToken.None);
        await Port(box).PlayAsync(Order(2) with { Parts = [new PlayPart("en", "Leave", null)] }, CancellationToken.None);

        Assert.Equal("请撤离", (await NextAsync(commands)).GetProperty("items")[0].GetProperty("text").GetString());
        Assert.Equal("speaker-0001 not-reached 2 language", await heard.UntilAsync("speaker-0001 not-reached"));
    }

    [Fact]
    public async Task Play_SpeakerAway_IsNotReachedAndNothingWaits()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        await Port(box).PlayAsync(Order(1), CancellationToken.None);
        Assert.Equal("speaker-0001 not-reached 1 not-connected", await heard.UntilAsync("speaker-0001 not-reached"));

        await using (Device silent = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker"))
        {
            await Port(box).PlayAsync(Order(2), CancellationToken.None); // connected, but it does not listen for commands
        }

        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");
        Channel<MqttApplicationMessage> commands = await SubscribeAsync(speaker);
        await heard.UntilAsync("speaker-0001 Online");
        await Port(box).PlayAsync(Order(3), CancellationToken.None);

        Assert.Equal("speaker-0001 not-reached 2 not-connected", await heard.UntilAsync("speaker-0001 not-reached 2"));
        Assert.EndsWith("3", (await NextAsync(commands)).GetProperty("play").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ConnectedSpeaker_IsTold()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, version5: false, kind: "speaker");
        Channel<MqttApplicationMessage> commands = await SubscribeAsync(speaker);
        await heard.UntilAsync("speaker-0001 Online");

        await Port(box).StopAsync(LanBox.Speaker, 1, CancellationToken.None);
        await Port(box).StopAsync("nobody", 1, CancellationToken.None);

        JsonElement command = await NextAsync(commands);
        Assert.Equal(("stop", Play1), (command.GetProperty("do").GetString(), command.GetProperty("play").GetString()));
    }

    [Fact]
    public async Task Receipt_IsAcknowledgedOnlyWhenDurable()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        var durable = new TaskCompletionSource();
        heard.Hold = durable.Task;
        using RawMqtt speaker = await RawMqtt.LogInAsync(box.MqttPort, LanBox.Speaker);

        await speaker.SendAsync([.. RawMqtt.Publish(Receipt, 7, Said("started")), 0xC0, 0]);
        await heard.UntilAsync("speaker-0001 Started 1");
        Assert.Equal(0xD0, (await speaker.ReceiveAsync()).First); // the ping is answered, the receipt is not

        durable.SetResult();
        (byte first, byte[] body) = await speaker.ReceiveAsync();
        Assert.Equal(0x40, first);
        Assert.Equal([0, 7], body);
        Assert.Equal("speaker-0001 Started 1   Speaker", heard.All[^1]);
    }

    [Theory]
    [InlineData("full", 0x97, "box-full")]
    [InlineData("fault", 0x80, "box-fault")]
    public async Task Receipt_InboxCannotTakeIt_IsNotAcknowledgedAsKept(string what, int code, string reason)
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        heard.Fails = what == "full" ? new InboxFullException("full") : new InboxFaultedException("no disk");
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");

        MqttClientPublishResult result = await speaker.PublishAsync(Receipt, Said("finished"));

        Assert.Equal((code, reason), ((int)result.ReasonCode, result.ReasonString));
    }

    [Fact]
    public async Task Receipt_NobodyListensYet_IsNotKept()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");
        Assert.Equal(0x80, (int)(await speaker.PublishAsync(Receipt, Said("finished"))).ReasonCode);
    }

    [Fact]
    public async Task Receipt_Malformed_IsRefusedCountedAndQuarantined()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");

        MqttClientPublishResult result = await speaker.PublishAsync(Receipt, """{"v":1,"play":"12","state":"started"}"""u8.ToArray());

        Assert.Equal(0x99, (int)result.ReasonCode);
        Assert.Equal("invalid-field", (await speaker.AnswerAsync()).GetProperty("refused").GetString());
        Assert.Empty(heard.All);
        await box.StopAsync(); // the quarantine is written behind
        string kept = string.Join('\n', Directory.EnumerateFiles(Path.Combine(box.DataDirectory, "quarantine")).Select(File.ReadAllText));
        Assert.Contains("receipt", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ForeignTopic_ClosesTheConnection()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");

        MqttClientPublishResult result = await speaker.PublishAsync("speaker/speaker-0002/receipt", Said("started"));

        Assert.Equal(0x87, (int)result.ReasonCode);
        await speaker.Disconnected;
        Assert.DoesNotContain(heard.All, line => line.Contains("Started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reached_SpeakerGoesInAnyWay_IsOffline()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        using (RawMqtt first = await RawMqtt.LogInAsync(box.MqttPort, LanBox.Speaker))
        {
            await SubscribeAsync(first);
            await heard.UntilAsync("speaker-0001 Online");
        }

        await heard.UntilAsync("speaker-0001 Offline");
        using RawMqtt silent = await RawMqtt.LogInAsync(box.MqttPort, LanBox.Speaker, keepAlive: 1);
        await SubscribeAsync(silent);
        Assert.Equal(0, (await silent.ReceiveAsync()).First); // it says nothing, so that its keep-alive runs out
        await UntilAsync(() => heard.All.Count >= 4);

        Assert.Equal(["speaker-0001 Online []", "speaker-0001 Offline []", "speaker-0001 Online []", "speaker-0001 Offline []"], heard.All);
    }

    [Fact]
    public async Task Reached_ListenerComesLater_HearsWhatIsKnown()
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device speaker = await Device.ConnectAsync(box, LanBox.Speaker, kind: "speaker");
        await SubscribeAsync(speaker);
        await speaker.PublishAsync($"speaker/{LanBox.Speaker}/state", """{"v":1,"online":true,"languages":["en"]}"""u8.ToArray());

        HeardSpeakers heard = Listen(box);

        Assert.Equal(["speaker-0001 Online [en]"], heard.All);
    }

    [Fact]
    public async Task Play_ConnectionEndsBeforeTheAcknowledgement_MayHaveBeenHeard()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        using (RawMqtt speaker = await RawMqtt.LogInAsync(box.MqttPort, LanBox.Speaker))
        {
            await SubscribeAsync(speaker);
            await heard.UntilAsync("speaker-0001 Online");
            await Port(box).PlayAsync(Order(1), CancellationToken.None);
            Assert.Equal(0x32, (await speaker.ReceiveAsync()).First);
        }

        await heard.UntilAsync("speaker-0001 Offline");
        Assert.DoesNotContain(heard.All, line => line.Contains("not-reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Play_NotAcknowledgedWhileItIsOfUse_TheConnectionIsBroken()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        using RawMqtt speaker = await RawMqtt.LogInAsync(box.MqttPort, LanBox.Speaker);
        await SubscribeAsync(speaker);
        await heard.UntilAsync("speaker-0001 Online");

        await Port(box).PlayAsync(Order(1) with { Within = TimeSpan.FromMilliseconds(200) }, CancellationToken.None);

        Assert.Equal(0x32, (await speaker.ReceiveAsync()).First);
        Assert.Equal(0, (await speaker.ReceiveAsync()).First);
        await heard.UntilAsync("speaker-0001 Offline");
    }

    [Fact]
    public async Task Play_SpeakerTakesOneAtATime_IsNotReachedAndStopWaits()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        using RawMqtt speaker = await RawMqtt.ConnectAsync(box.MqttPort);
        byte[] connect = [.. RawMqtt.Text("MQTT"), 5, 0xC2, 0, 0, 3, 0x21, 0, 1, .. RawMqtt.Text("x"), .. RawMqtt.Text(LanBox.Speaker), .. RawMqtt.Text(LanBox.Secret)]; // Receive Maximum 1
        await speaker.SendAsync(0x10, connect);
        Assert.Equal(0x20, (await speaker.ReceiveAsync()).First);
        await speaker.SendAsync(0x82, [0, 1, 0, .. RawMqtt.Text(Command), 1]);
        Assert.Equal(0x90, (await speaker.ReceiveAsync()).First);
        await heard.UntilAsync("speaker-0001 Online");

        await Port(box).PlayAsync(Order(1), CancellationToken.None);
        await Port(box).PlayAsync(Order(2), CancellationToken.None);
        await Port(box).StopAsync(LanBox.Speaker, 1, CancellationToken.None);

        (byte first, byte[] body) = await speaker.ReceiveAsync();
        Assert.Equal(0x32, first);
        Assert.Equal("speaker-0001 not-reached 2 not-connected", await heard.UntilAsync("speaker-0001 not-reached"));
        int id = 2 + Command.Length;
        await speaker.SendAsync(0x40, [body[id], body[id + 1]]);
        Assert.Contains("\"do\":\"stop\"", Encoding.UTF8.GetString((await speaker.ReceiveAsync()).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_FiftyEightSpeakers_NoneWaitsForAnother()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        string[] ids = [.. Enumerable.Range(0, 58).Select(i => $"s{i}")];
        Register(box, ids);
        var speakers = new List<RawMqtt>();
        foreach (string id in ids)
        {
            RawMqtt speaker = await RawMqtt.LogInAsync(box.MqttPort, id);
            speakers.Add(speaker);
            await speaker.SendAsync(0x82, [0, 1, .. RawMqtt.Text($"speaker/{id}/command"), 1]);
            Assert.Equal(0x90, (await speaker.ReceiveAsync()).First);
            await heard.UntilAsync($"{id} Online");
        }

        PlayOrder order = Order(1) with { Attempts = ids.Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => (UInt128)(pair.i + 1)) };
        await Port(box).PlayAsync(order with { Attempts = order.Attempts.Take(1).ToDictionary() }, CancellationToken.None); // the first one compiles
        Assert.Equal(0x32, (await speakers[0].ReceiveAsync()).First);
        long start = Stopwatch.GetTimestamp();
        await Port(box).PlayAsync(order, CancellationToken.None);
        TimeSpan written = Stopwatch.GetElapsedTime(start);

        // The first never reads: it is none of the others' business.
        for (int i = 57; i > 0; i--)
        {
            (byte first, byte[] body) = await speakers[i].ReceiveAsync();
            Assert.Equal(0x32, first);
            Assert.Contains((i + 1).ToString("x32", null), Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"58 commands written in {written.TotalMilliseconds:F1} ms, read after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
        Assert.True(written < TimeSpan.FromSeconds(1), $"{written}");
        speakers.ForEach(speaker => speaker.Dispose());
    }

    [Fact]
    public async Task Reached_SpeakerLeavesTheRegister_IsDisconnected()
    {
        await using LanBox box = await LanBox.StartAsync();
        HeardSpeakers heard = Listen(box);
        using RawMqtt speaker = await RawMqtt.LogInAsync(box.MqttPort, LanBox.Speaker);
        await SubscribeAsync(speaker);
        await heard.UntilAsync("speaker-0001 Online");

        Register(box, ["other"]);
        Assert.Equal(0, (await speaker.ReceiveAsync()).First);
        await Port(box).PlayAsync(Order(1), CancellationToken.None);

        await heard.UntilAsync("speaker-0001 not-reached 1 not-connected");
    }

    private static HeardSpeakers Listen(LanBox box)
    {
        var heard = new HeardSpeakers();
        box.Services.GetRequiredService<SpeakerHearing>().Start(heard);
        return heard;
    }

    private static MqttSpeakerPort Port(LanBox box) => box.Services.GetRequiredService<MqttSpeakerPort>();

    private static PlayOrder Order(UInt128 attempt) => new(
        LanBox.Speaker, new Dictionary<string, UInt128> { [LanBox.Speaker] = attempt }, [new PlayPart("zh-CN", "请撤离", Clip)], 9, 80, false, TimeSpan.FromSeconds(30));

    private static byte[] Said(string state) => Encoding.UTF8.GetBytes($$"""{"v":1,"play":"{{Play1}}","state":"{{state}}"}""");

    private static void Register(LanBox box, string[] ids)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(LanBox.Secret)));
        IEnumerable<string> entries = ids.Select(id => $$"""{"id":"{{id}}","kind":"speaker","area":"440307003002","secretSha256":"{{hash}}"}""");
        Assert.True(DeviceRegistryReader.TryRead(Encoding.UTF8.GetBytes($$"""{"devices":[{{string.Join(',', entries)}}]}"""), out DeviceRegistry? registry, out _));
        box.Services.GetRequiredService<DeviceRegistryHolder>().Replace(registry);
    }

    private static async Task SubscribeAsync(RawMqtt speaker)
    {
        await speaker.SendAsync(0x82, [0, 1, .. RawMqtt.Text(Command), 1]);
        Assert.Equal(0x90, (await speaker.ReceiveAsync()).First);
    }

    private static async Task<Channel<MqttApplicationMessage>> SubscribeAsync(Device speaker)
    {
        var commands = Channel.CreateUnbounded<MqttApplicationMessage>();
        speaker.Client.ApplicationMessageReceivedAsync += args =>
        {
            if (args.ApplicationMessage.Topic.EndsWith("/command", StringComparison.Ordinal))
            {
                commands.Writer.TryWrite(args.ApplicationMessage);
            }

            return Task.CompletedTask;
        };
        await speaker.Client.SubscribeAsync(Command, MqttQualityOfServiceLevel.AtLeastOnce);
        return commands;
    }

    private static async Task<JsonElement> NextAsync(Channel<MqttApplicationMessage> commands) =>
        JsonDocument.Parse((await commands.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Payload.ToArray()).RootElement;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 200 && !condition(); i++)
        {
            await Task.Delay(50);
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
