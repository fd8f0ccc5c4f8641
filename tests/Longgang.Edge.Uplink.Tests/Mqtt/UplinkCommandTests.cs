using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Google.Protobuf;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Core.Uplink;
using Longgang.Edge.Uplink.Mqtt;
using Longgang.Edge.Uplink.Tests.Support;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Edge.Uplink.Tests.Mqtt;

/// <summary>Commands and the cloud's time come down a real broker.</summary>
public sealed class UplinkCommandTests : IAsyncDisposable, ICommandSink, IAnnouncementAreas, IGatewayStatusSource, IClockQuality
{
    private readonly Signal _signal = new();
    private readonly LogBook<MqttUplink> _log;
    private readonly Meter _meter = new("test");
    private readonly string _secretFile = Path.GetTempFileName();
    private readonly ConcurrentQueue<byte> _taken = new();
    private readonly ConcurrentQueue<GatewayStatus> _statuses = new();
    private readonly IMqttClient _cloud = new MqttClientFactory().CreateMqttClient();
    private readonly CloudClock _clock;
    private Mosquitto _broker = null!;
    private MqttUplink _uplink = null!;

    public UplinkCommandTests()
    {
        _log = new LogBook<MqttUplink>(_signal);
        _clock = new CloudClock(new EventStamper(TimeProvider.System, this));
        File.WriteAllText(_secretFile, "secret\n");
    }

    public event Action? Changed;

    IReadOnlyCollection<AreaCode> IAnnouncementAreas.Current => Areas;

    ClockQuality IClockQuality.Current => ClockQuality.Unsynchronized;

    private IReadOnlyCollection<AreaCode> Areas { get; set; } = [Area("440307003002")];

    private Func<byte, Exception?> Refusal { get; set; } = _ => null;

    public GatewayStatus Read() => new() { Major = WireVersion.Major, Version = "test", BootId = ByteString.CopyFrom(new byte[16]) };

    public ValueTask TakeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (Refusal(payload.Span[0]) is { } refusal)
        {
            return ValueTask.FromException(refusal);
        }

        _taken.Enqueue(payload.Span[0]);
        _signal.Pulse();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _uplink.DisposeAsync();
        _cloud.Dispose();
        await _broker.DisposeAsync();
        _meter.Dispose();
        File.Delete(_secretFile);
    }

    [Fact]
    public async Task Command_ByOwnTopicAndAnyAreaAbove_IsTakenAlsoAfterTheAreasChange()
    {
        await StartAsync();
        await UntilHeardAsync(1, "lg/v1/gw/gw-test/down/announcement");
        await UntilHeardAsync(2, "lg/v1/area/440307003002/down/announcement");
        await UntilHeardAsync(3, "lg/v1/area/440307003/down/announcement");
        await UntilHeardAsync(4, "lg/v1/area/440307/down/announcement");

        Areas = [Area("440307015")];
        Changed!();
        await UntilHeardAsync(5, "lg/v1/area/440307015/down/announcement");
        await _signal.UntilAsync(() => SayAsync(6, "lg/v1/area/440307003/down/announcement").Result == MqttClientPublishReasonCode.NoMatchingSubscribers, "the old area to be left");
        await UntilHeardAsync(7, "lg/v1/area/440307/down/announcement");
    }

    [Fact]
    public async Task Command_SinkCannotKeepIt_TheNextOneIsTaken()
    {
        Refusal = mark => mark == 8 ? new InboxFullException("full") : null;
        await StartAsync();
        await UntilHeardAsync(1, "lg/v1/gw/gw-test/down/announcement");
        _ = await SayAsync(8, "lg/v1/gw/gw-test/down/announcement");
        await UntilHeardAsync(9, "lg/v1/gw/gw-test/down/announcement");
        await _signal.UntilAsync(() => _log.Lines.Any(line => line.Id == 4062), "the refusal to be named");
        Assert.DoesNotContain((byte)8, _taken);
    }

    [Fact]
    public async Task Command_SinkBreaks_TheUplinkEndsWithItsFault()
    {
        Refusal = mark => mark == 8 ? new InvalidOperationException("a fault of ours") : null;
        await StartAsync();
        await UntilHeardAsync(1, "lg/v1/gw/gw-test/down/announcement");
        _ = await SayAsync(8, "lg/v1/gw/gw-test/down/announcement");
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => _uplink.Completion.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Status_AnsweredByTheCloud_TheClockIsKnown()
    {
        await StartAsync();
        await _signal.UntilAsync(() => _statuses.Any(status => status.MonotonicUs > 0), "a status that asks");
        Assert.Null(_clock.Now);
        const long cloud = 1_700_000_000_000_000;
        GatewayStatus asked = _statuses.Last(status => status.MonotonicUs > 0);
        _clock.Learned += _signal.Pulse;
        _ = await _cloud.PublishAsync(new MqttApplicationMessage
        {
            Topic = Topics.Ack("gw-test"),
            PayloadSegment = new Acks { Major = WireVersion.Major, CloudUnixUs = cloud, AskedMonotonicUs = asked.MonotonicUs }.ToByteArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        }, TestContext.Current.CancellationToken);
        await _signal.UntilAsync(() => _clock.Now is not null, "the answer to be taken");
        CloudTime now = _clock.Now!.Value;
        Assert.InRange(DateTimeOffset.UnixEpoch.AddMicroseconds(cloud), now.Earliest - TimeSpan.FromSeconds(20), now.Latest);
    }

    private static AreaCode Area(string code) => AreaCode.TryParse(code, out AreaCode area) ? area : throw new ArgumentException(code, nameof(code));

    // The subscription may still be on its way: said until it is heard.
    private async Task UntilHeardAsync(byte mark, string topic)
    {
        while (await SayAsync(mark, topic) == MqttClientPublishReasonCode.NoMatchingSubscribers)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await _signal.UntilAsync(() => _taken.Contains(mark), $"command {mark} on {topic}");
    }

    private async Task<MqttClientPublishReasonCode> SayAsync(byte mark, string topic) => (await _cloud.PublishAsync(new MqttApplicationMessage
    {
        Topic = topic,
        PayloadSegment = new byte[] { mark },
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    }, TestContext.Current.CancellationToken)).ReasonCode;

    private async Task StartAsync()
    {
        _broker = await Mosquitto.StartAsync();
        _cloud.ApplicationMessageReceivedAsync += args =>
        {
            _statuses.Enqueue(GatewayStatus.Parser.ParseFrom(args.ApplicationMessage.Payload));
            _signal.Pulse();
            return Task.CompletedTask;
        };
        _ = await _cloud.ConnectAsync(new MqttClientOptionsBuilder()
            .WithEndPoint(_broker.Endpoint).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).WithCredentials("cloud", "cloud").Build(), TestContext.Current.CancellationToken);
        _ = await _cloud.SubscribeAsync(Topics.StatusFilter, cancellationToken: TestContext.Current.CancellationToken);
        _uplink = new MqttUplink(
            new MqttUplinkOptions { Gateway = "gw-test", Endpoint = _broker.Endpoint, SecretFile = _secretFile, StatusChanged = TimeSpan.FromMilliseconds(100), StatusAtLeast = TimeSpan.FromMilliseconds(300) },
            new MemoryLane(Lane.Alert, _signal),
            new MemoryLane(Lane.Record, _signal),
            this,
            TimeProvider.System,
            new Random(1),
            new UplinkMetrics(_meter),
            _log,
            _clock,
            new UplinkCommands(this, this));
        _uplink.Start();
    }
}
