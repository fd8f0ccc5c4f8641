using System.Diagnostics.Metrics;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Uplink;
using Longgang.Edge.Uplink.Mqtt;
using Longgang.Edge.Uplink.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Tests.Mqtt;

/// <summary>The uplink against a real broker, with an ingestion of ours behind it and a proxy of ours in between.</summary>
public sealed class MqttUplinkTests : IAsyncDisposable
{
    private readonly Signal _signal = new();
    private readonly MemoryLane _alert;
    private readonly MemoryLane _record;
    private readonly CloudDouble _cloud;
    private readonly LogBook<MqttUplink> _log;
    private readonly Meter _meter = new("test");
    private readonly string _secretFile = Path.GetTempFileName();
    private Mosquitto _broker = null!;
    private FaultProxy _proxy = null!;
    private MqttUplink? _uplink;

    public MqttUplinkTests()
    {
        _alert = new MemoryLane(Lane.Alert, _signal);
        _record = new MemoryLane(Lane.Record, _signal);
        _cloud = new CloudDouble(_alert, _record, _signal);
        _log = new LogBook<MqttUplink>(_signal);
        File.WriteAllText(_secretFile, "secret\n");
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, LogLevel level, string text) in _log.Lines)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{level}: {text}");
        }

        if (_uplink is not null)
        {
            await _uplink.DisposeAsync();
        }

        await _cloud.DisposeAsync();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _meter.Dispose();
        File.Delete(_secretFile);
    }

    [Fact]
    public async Task Start_LanesHoldBatches_DeliversBothAsTheyLieOnDisk()
    {
        Fill(_alert, 5);
        Fill(_record, 100);
        await StartAsync();

        await DeliveredAsync();
        Assert.Equal(105, _cloud.Arrivals.Count);
        Assert.All(_cloud.Arrivals, a => Assert.True(a.ChecksumRight && a.ContentType == BatchProperties.ContentType));
        Assert.Equal(Enumerable.Range(1, 100), _cloud.Arrivals.Where(a => a.Lane == Lane.Record).Select(a => (int)a.Mark));
        AssertNoErrors();
    }

    [Fact]
    public async Task Publish_BrokerHasItButCloudIsSilent_NothingLeavesTheLane()
    {
        _cloud.Answer = _ => null;
        Fill(_record, 3);
        Fill(_alert, 3);
        await StartAsync();

        // All six have their PUBACK when the status that was published after them has arrived twice.
        await _signal.UntilAsync(() => _cloud.Arrivals.Count >= 6, "six batches at the cloud");
        int statuses = _cloud.Statuses.Count;
        await _signal.UntilAsync(() => _cloud.Statuses.Count >= statuses + 2, "two more statuses");
        Assert.Equal(3ul, _record.Snapshot.Pending);
        Assert.Equal(3ul, _alert.Snapshot.Pending);
    }

    [Fact]
    public async Task Connection_BrokerKilled_ReconnectsAndSendsAgainWhatWasNotAcknowledged()
    {
        var silent = new HashSet<int>();
        _cloud.Answer = a => silent.Contains(a.Mark) ? null : AckStatus.Stored;
        silent.UnionWith([2, 4, 6]);
        Fill(_record, 6);

        // So patient that only the new connection can be what sends again.
        await StartAsync(o => o with { RecordWindow = o.RecordWindow with { AckTimeout = TimeSpan.FromMinutes(5) } });
        await _signal.UntilAsync(() => _record.Snapshot.Acknowledged == 3 && _cloud.Arrivals.Count == 6, "half of the batches acknowledged");

        await _broker.KillAsync();
        await _signal.UntilAsync(() => _uplink!.Figures.ConnectedSince is null && _log.Lines.Any(l => l.Id == 4001), "the loss to be noticed");
        silent.Clear();
        _cloud.Answer = _ => AckStatus.Stored;
        await _broker.StartAgainAsync();
        await _cloud.ConnectAsync(_broker.Endpoint);

        await DeliveredAsync();
        Assert.Equal([2, 4, 6], _cloud.Arrivals.Skip(6).Select(a => (int)a.Mark).Distinct());
        AssertNoErrors();
    }

    [Fact]
    public async Task Connection_CutAgainAndAgain_DeliversEverything()
    {
        await StartAsync();
        var random = new Random(42);
        for (int round = 0; round < 10; round++)
        {
            Fill(_record, 12);
            Fill(_alert, 3);
            int seen = _cloud.Arrivals.Count + random.Next(12);
            await _signal.UntilAsync(() => _cloud.Arrivals.Count >= seen, $"traffic before cut {round}");
            _proxy.Cut();
        }

        await DeliveredAsync(60);
        Assert.Equal(120, _cloud.Arrivals.Where(a => a.Lane == Lane.Record).Select(a => a.Mark).Distinct().Count());
        Assert.Equal(30, _cloud.Arrivals.Where(a => a.Lane == Lane.Alert).Select(a => a.Mark).Distinct().Count());
        AssertNoErrors();
    }

    [Fact]
    public async Task Connection_HalfOpen_IsFoundByTheMissingPubackAndReplaced()
    {
        await StartAsync(o => o with { PublishTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) });
        await _signal.UntilAsync(() => _cloud.Statuses.Any(s => s.Online), "the birth");
        _proxy.Blackhole();
        Fill(_record, 5);
        Fill(_alert, 5);

        await _signal.UntilAsync(() => _log.Lines.Any(l => l.Id == 4001 && l.Text.Contains("half-open", StringComparison.Ordinal)), "half-open to be found");
        _proxy.Heal();
        await DeliveredAsync();
        AssertNoErrors();
    }

    [Fact]
    public async Task Connection_StallsAndComesBack_DeliversEverything()
    {
        await StartAsync(o => o with { PublishTimeout = TimeSpan.FromSeconds(2) });
        await _signal.UntilAsync(() => _cloud.Statuses.Any(s => s.Online), "the birth");
        _proxy.Stall();
        Fill(_record, 20);
        await _signal.UntilAsync(() => _log.Lines.Any(l => l.Id == 4001), "the stall to be noticed");
        _proxy.Heal();

        await DeliveredAsync();
        AssertNoErrors();
    }

    [Fact]
    public async Task Ack_Corrupt_SendsAgainFromDisk()
    {
        int damaged = 0;
        _cloud.Answer = a => a.Mark == 3 && damaged++ == 0 ? AckStatus.Corrupt : AckStatus.Stored;
        Fill(_record, 5);
        await StartAsync();

        await DeliveredAsync();
        Assert.Equal(2, _cloud.Arrivals.Count(a => a.Mark == 3));
        Assert.Single(_log.Lines, l => l.Id == 4020);
    }

    [Fact]
    public async Task Ack_Refused_HoldsAndNamesTheBatchAndPassesTheOthers()
    {
        _cloud.Answer = a => a.Mark == 2 ? AckStatus.Refused : AckStatus.Stored;
        Fill(_record, 5);
        await StartAsync();

        await _signal.UntilAsync(() => _record.Snapshot.Acknowledged == 4 && Held().Count == 1, "four stored and one held");
        Assert.Equal("as the test says", Held()[0].Reason);
        Assert.Equal(2ul, Held()[0].FirstSequence);
        Assert.Equal(1ul, _record.Snapshot.Pending);
        Assert.Contains(_log.Lines, l => l.Id == 4021 && l.Level == LogLevel.Error);

        IReadOnlyList<HeldBatch> Held() => _uplink!.Figures.Lanes[1].Held;
    }

    [Fact]
    public async Task Ack_SentThreeTimes_IsTakenOnce()
    {
        _cloud.Copies = 3;
        Fill(_record, 20);
        Fill(_alert, 5);
        await StartAsync();

        await DeliveredAsync();
        Assert.Equal(20ul, _record.Snapshot.Acknowledged);
        Assert.Equal(5ul, _alert.Snapshot.Acknowledged);
        Assert.Equal(25, _cloud.Arrivals.Count);
    }

    [Fact]
    public async Task Ack_NeverForRecords_AlertsStillPass()
    {
        _cloud.Answer = a => a.Lane == Lane.Alert ? AckStatus.Stored : null;
        Fill(_record, 200);
        await StartAsync();
        await _signal.UntilAsync(() => _cloud.Arrivals.Count == 32, "the record window to fill");
        Fill(_alert, 50);

        await _signal.UntilAsync(() => _alert.Snapshot.Pending == 0, "the alerts to be delivered");
        Assert.Equal(32, _cloud.Arrivals.Count(a => a.Lane == Lane.Record));
    }

    [Fact]
    public async Task Ack_Late_BatchGoesAgainOnTheLivingConnection()
    {
        int asked = 0;
        _cloud.Answer = _ => asked++ == 0 ? null : AckStatus.Stored;
        Fill(_record, 1);
        await StartAsync(o => o with { RecordWindow = o.RecordWindow with { AckTimeout = TimeSpan.FromMilliseconds(300) } });

        await DeliveredAsync();
        Assert.Equal(2, _cloud.Arrivals.Count);
        Assert.Equal(0, _uplink!.Figures.Failures);
    }

    [Fact]
    public async Task Ack_NoneComesBack_TheConnectionIsReplaced()
    {
        _cloud.Answer = _ => null;
        Fill(_record, 1);
        await StartAsync(o => o with { RecordWindow = o.RecordWindow with { AckTimeout = TimeSpan.FromMilliseconds(300) } });

        await _signal.UntilAsync(() => _uplink!.Figures.Failures > 0, "the deaf connection to be given up");
        _cloud.Answer = _ => AckStatus.Stored;
        await DeliveredAsync();
    }

    [Fact]
    public async Task Connect_WrongSecret_SaysSoBacksOffAndRecoversWhenItIsCorrected()
    {
        await File.WriteAllTextAsync(_secretFile, "wrong", TestContext.Current.CancellationToken);
        Fill(_record, 1);
        await StartAsync();

        await _signal.UntilAsync(() => _log.Lines.Count(l => l.Id == 4001) >= 6, "several failures");
        Assert.All(_log.Lines.Where(l => l.Id == 4001), l => Assert.Contains("Uplink:Mqtt:SecretFile", l.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, l => l.Text.Contains("wrong", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_secretFile, "secret", TestContext.Current.CancellationToken);
        await DeliveredAsync();
    }

    [Fact]
    public async Task Publish_BrokerTakesFewAtATime_KeepsToItsReceiveMaximum()
    {
        // mosquitto disconnects a client that exceeds it (reason 0x93), which would show as a failure.
        Fill(_record, 200);
        await StartAsync(extra: "max_inflight_messages 2");

        await DeliveredAsync();
        Assert.Equal(0, _uplink!.Figures.Failures);
    }

    [Fact]
    public async Task Stop_WithBacklog_DrainsAndLeavesExactFiguresAsTheLastRetainedStatus()
    {
        await StartAsync();
        await _signal.UntilAsync(() => _cloud.Statuses.Any(s => s.Online), "the birth");
        Fill(_record, 100);
        Fill(_alert, 10);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _uplink!.StopAsync(deadline.Token);

        await _signal.UntilAsync(() => _cloud.Statuses is [.., { Online: false }], "the last status");
        LaneStatus record = _cloud.Statuses[^1].Lanes.Single(l => l.Lane == Lane.Record);
        Assert.Equal((100ul, 100ul, 0ul), (record.Accepted, record.Acknowledged, record.Pending));
        Assert.Single(_cloud.Statuses, s => !s.Online);
        Assert.True(_uplink.Completion.IsCompletedSuccessfully);
        AssertNoErrors();
    }

    [Fact]
    public async Task Stop_CloudSilent_EndsAtTheDeadlineAndKeepsEverything()
    {
        _cloud.Answer = _ => null;
        Fill(_record, 3);
        await StartAsync();
        await _signal.UntilAsync(() => _cloud.Arrivals.Count == 3, "three batches at the cloud");

        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _uplink!.StopAsync(deadline.Token);

        Assert.Equal(3ul, _record.Snapshot.Pending);
        Assert.Contains(_log.Lines, l => l.Id == 4003);
        await _signal.UntilAsync(() => _cloud.Statuses is [.., { Online: false }], "the last status");
        Assert.Equal(3ul, _cloud.Statuses[^1].Lanes.Single(l => l.Lane == Lane.Record).Pending);
    }

    [Fact]
    public async Task Status_ConnectionBreaks_TheBrokerPublishesTheWillWithoutFigures()
    {
        await StartAsync();
        await _signal.UntilAsync(() => _cloud.Statuses.Any(s => s.Online), "the birth");
        _proxy.Cut();

        await _signal.UntilAsync(() => _cloud.Statuses.Any(s => !s.Online), "the will");
        Assert.Empty(_cloud.Statuses.First(s => !s.Online).Lanes);
        await _signal.UntilAsync(() => _cloud.Statuses is [.., { Online: true }], "the second birth");
    }

    private async Task StartAsync(Func<MqttUplinkOptions, MqttUplinkOptions>? change = null, params string[] extra)
    {
        _broker = await Mosquitto.StartAsync(extra);
        _proxy = new FaultProxy(_broker.Endpoint);
        await _cloud.ConnectAsync(_broker.Endpoint);
        var options = new MqttUplinkOptions
        {
            Gateway = "gw-test",
            Endpoint = _proxy.Endpoint,
            SecretFile = _secretFile,
            ReconnectFirst = TimeSpan.FromMilliseconds(20),
            ReconnectMax = TimeSpan.FromMilliseconds(200),
            StatusChanged = TimeSpan.FromMilliseconds(100),
            StatusAtLeast = TimeSpan.FromMilliseconds(300),
        };
        _uplink = new MqttUplink(
            change?.Invoke(options) ?? options,
            _alert,
            _record,
            new Source(_alert, _record),
            TimeProvider.System,
            new Random(1),
            new UplinkMetrics(_meter),
            _log);
        _uplink.Start();
    }

    private Task DeliveredAsync(int seconds = 20) =>
        _signal.UntilAsync(() => _alert.Snapshot.Pending == 0 && _record.Snapshot.Pending == 0, "both lanes to be empty", seconds);

    private void AssertNoErrors() => Assert.DoesNotContain(_log.Lines, l => l.Level >= LogLevel.Error);

    private static void Fill(MemoryLane lane, int batches)
    {
        for (int i = 0; i < batches; i++)
        {
            lane.Add(1);
        }
    }

    private sealed class Source(params MemoryLane[] lanes) : IGatewayStatusSource
    {
        public GatewayStatus Read()
        {
            var status = new GatewayStatus { Major = WireVersion.Major, Version = "test", BootId = ByteString.CopyFrom(new byte[16]) };
            foreach (MemoryLane lane in lanes)
            {
                var snapshot = lane.Snapshot;
                status.Lanes.Add(new LaneStatus
                {
                    Lane = lane.Kind,
                    OutboxId = ByteString.CopyFrom(snapshot.Outbox.ToByteArray()),
                    Accepted = snapshot.Accepted,
                    Acknowledged = snapshot.Acknowledged,
                    Pending = snapshot.Pending,
                });
            }

            return status;
        }
    }
}
