using CsCheck;
using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Tests.Devices;

public sealed class SentinelCoreTests
{
    private readonly RecordingPort _port = new();
    private long _now;

    [Fact]
    public void Connected_WithABacklog_UploadsOnlyAfterTheKeepAliveIsAcknowledged()
    {
        SentinelCore device = Device(MqttVersion.V5);
        device.Arrive(_now, Scan());
        device.Arrive(_now, Scan());
        Assert.Empty(_port.Done());
        device.Tick(_now);
        Assert.Equal(["connect"], _port.Done());
        device.Connected(_now);
        Assert.Equal(["state 2"], _port.Done());
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal(["scan 1 attempt 0"], _port.Done());
    }

    [Fact]
    public void Acknowledged_OneAfterTheOther_KeepsOneInFlightAndTheOrder()
    {
        SentinelCore device = Online(MqttVersion.V5);
        device.Arrive(_now, Scan());
        device.Arrive(_now, Scan());
        Assert.Equal(["scan 1 attempt 0"], _port.Done());
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal(["kept 1", "scan 2 attempt 0"], _port.Done());
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal(["kept 2"], _port.Done());
        Assert.Equal(0, device.Buffered);
        Assert.Null(device.Sent);
    }

    [Theory]
    [InlineData(MqttVersion.V311, " dup")]
    [InlineData(MqttVersion.V5, "")]
    public void Tick_NoAcknowledgement_SendsThreeTimesMoreThenReconnectsAndSendsAgain(MqttVersion version, string repeat)
    {
        SentinelCore device = Online(version);
        device.Arrive(_now, Scan());
        Assert.Equal(["scan 1 attempt 0"], _port.Done());
        for (int i = 1; i <= 3; i++)
        {
            Advance(device, 1999);
            Assert.Empty(_port.Done());
            Advance(device, 1);
            Assert.Equal([$"scan 1 attempt {i}{repeat}"], _port.Done());
        }

        Advance(device, 2000);
        Assert.Equal(["close: scan unacknowledged"], _port.Done());
        device.Disconnected(_now);
        Assert.InRange(device.NextDue - _now, 250, 750);
        Advance(device, 750);
        Assert.Equal(["connect"], _port.Done());
        device.Connected(_now);
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal(["state 1", "scan 1 attempt 4"], _port.Done());
    }

    [Fact]
    public void Acknowledged_ForAnEarlierTransmission_Settles()
    {
        SentinelCore device = Online(MqttVersion.V5);
        device.Arrive(_now, Scan());
        ushort first = _port.LastId;
        Advance(device, 2000);
        Assert.NotEqual(first, _port.LastId);
        device.Acknowledged(_now, first, 0, null);
        Assert.Contains("kept 1", _port.Done());
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Empty(_port.Done());
    }

    [Fact]
    public void Acknowledged_BoxFull_KeepsTheScanAndTheOrderAndComesAgain()
    {
        SentinelCore device = Online(MqttVersion.V5);
        device.Arrive(_now, Scan());
        device.Arrive(_now, Scan());
        _port.Done();
        device.Acknowledged(_now, _port.LastId, 0x97, "box-full");
        Assert.Empty(_port.Done());
        Assert.Equal(2, device.Buffered);
        Advance(device, 2000);
        Assert.Equal(["scan 1 attempt 1"], _port.Done());
    }

    [Theory]
    [InlineData(0x99, "id-check-digit: the last character should be X", "id-check-digit")]
    [InlineData(0x99, null, "0x99")]
    [InlineData(0x87, "not-authorised", "not-authorised")]
    public void Acknowledged_RefusedForGood_GoesOnWithTheNext(int code, string? reason, string name)
    {
        SentinelCore device = Online(MqttVersion.V5);
        device.Arrive(_now, Scan());
        device.Arrive(_now, Scan());
        _port.Done();
        device.Acknowledged(_now, _port.LastId, (byte)code, reason);
        Assert.Equal([$"refused 1 {name}", "scan 2 attempt 0"], _port.Done());
    }

    [Fact]
    public void Answered_RefusalBeforeTheAcknowledgement_IsNotKept()
    {
        SentinelCore device = Online(MqttVersion.V311);
        device.Arrive(_now, Scan());
        device.Answered(_now, new BoxAnswer(1, 1, null, "stale-epoch"));
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal(["scan 1 attempt 0", "refused 1 stale-epoch"], _port.Done());
    }

    [Fact]
    public void Answered_RefusalAfterTheAcknowledgement_TakesItBackOnce()
    {
        SentinelCore device = Online(MqttVersion.V311);
        device.Arrive(_now, Scan());
        device.Acknowledged(_now, _port.LastId, 0, null);
        device.Answered(_now, new BoxAnswer(1, 1, null, "stale-epoch"));
        Assert.Equal(["scan 1 attempt 0", "kept 1", "refused late 1 stale-epoch"], _port.Done());
        device.Answered(_now, new BoxAnswer(1, 77, null, "stale-epoch"));
        Assert.Empty(_port.Done());
    }

    [Fact]
    public void Acknowledged_MalformedInVersion311_WaitsForTheWordOfTheBox()
    {
        SentinelCore device = Online(MqttVersion.V311);
        device.Arrive(_now, Scan(ScanFault.MalformedJson));
        device.Arrive(_now, Scan(ScanFault.WrongCheckDigit));
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal(["scan 1 attempt 0"], _port.Done());
        device.Answered(_now, new BoxAnswer(0, 0, null, "malformed-json"));
        Assert.Equal(["refused 1 malformed-json", "scan 2 attempt 0"], _port.Done());
        device.Acknowledged(_now, _port.LastId, 0, null);
        Advance(device, 2000);
        Assert.Equal(["unanswered 2"], _port.Done());
    }

    [Fact]
    public void Arrive_BufferFull_DropsWithoutUsingANumber()
    {
        SentinelCore device = Device(MqttVersion.V5, capacity: 2);
        device.Arrive(_now, Scan());
        device.Arrive(_now, Scan());
        device.Arrive(_now, Scan());
        Assert.Equal(["dropped"], _port.Done());
        Connect(device);
        device.Acknowledged(_now, _port.LastId, 0, null);
        device.Arrive(_now, Scan());
        device.Acknowledged(_now, _port.LastId, 0, null);
        device.Acknowledged(_now, _port.LastId, 0, null);
        Assert.Equal([1UL, 2, 3], _port.KeptSequences);
    }

    [Fact]
    public void Arrive_AReplay_SendsAKeptScanAgain()
    {
        SentinelCore device = Online(MqttVersion.V5);
        device.Arrive(_now, Scan(ScanFault.ReplayedSequence));
        Assert.Empty(_port.Done());
        device.Arrive(_now, Scan());
        device.Acknowledged(_now, _port.LastId, 0, null);
        device.Arrive(_now, Scan(ScanFault.ReplayedSequence));
        Assert.Equal(["scan 1 attempt 0", "kept 1", "scan 1 attempt 0"], _port.Done());
    }

    [Fact]
    public void Tick_KeepAliveUnanswered_Reconnects()
    {
        SentinelCore device = Online(MqttVersion.V5);
        Advance(device, 10_000);
        Assert.Equal(["ping"], _port.Done());
        device.PingAnswered();
        Advance(device, 10_000);
        Assert.Equal(["state 0"], _port.Done());
        Advance(device, 8_000);
        Assert.Equal(["close: keep-alive unanswered"], _port.Done());
    }

    [Fact]
    public void Disconnected_AgainAndAgain_WaitsLongerUpToTheLimit()
    {
        SentinelCore device = Device(MqttVersion.V5);
        for (int i = 0; i < 12; i++)
        {
            Advance(device, device.NextDue - _now);
            Assert.Equal(["connect"], _port.Done());
            device.Disconnected(_now);
            Assert.InRange(device.NextDue - _now, 250, 22_500);
        }

        Assert.InRange(device.NextDue - _now, 7_500, 22_500);
    }

    /// <summary>Whatever the link does: every scan is kept in the end, each number once, in order.</summary>
    [Fact]
    public void Anything_TheLinkLoses_EveryScanIsKeptOnceAndInOrder() =>
        Gen.Select(Gen.Int[0, 6].Array[0, 300], Gen.Bool, Gen.Int).Sample((events, v5, seed) =>
        {
            var port = new RecordingPort();
            var device = new SentinelCore(
                new SentinelOptions { Version = v5 ? MqttVersion.V5 : MqttVersion.V311 }, port, new Random(seed), 0);
            long now = 0;
            int arrived = 0;
            bool connecting = false;
            bool up = false;
            foreach (int happening in events.Concat(Enumerable.Range(0, 1400).Select(i => i % 2 == 0 ? 6 : 4)))
            {
                switch (happening)
                {
                    case 0:
                        device.Arrive(now, Scan());
                        arrived++;
                        break;
                    case 1 when up:
                        device.Acknowledged(now, port.LastId, 0, null);
                        break;
                    case 2 when up && v5:
                        device.Acknowledged(now, port.LastId, 0x97, null);
                        break;
                    case 3 when up:
                        device.Disconnected(now);
                        up = false;
                        break;
                    case 4:
                        now += 2500;
                        device.Tick(now);
                        break;
                    case 5 when connecting:
                        device.Disconnected(now);
                        break;
                    case 6 when connecting:
                        device.Connected(now);
                        up = true;
                        break;
                    case 6 when up:
                        device.Acknowledged(now, port.LastId, 0, null);
                        break;
                    default:
                        now += 20_000;
                        device.Tick(now);
                        break;
                }

                string[] done = port.Done();
                if (done.Any(d => d.StartsWith("close", StringComparison.Ordinal)))
                {
                    device.Disconnected(now);
                    up = false;
                }

                connecting = done.Contains("connect") || (connecting && happening is not (5 or 6));
            }

            Assert.Equal(Enumerable.Range(1, arrived).Select(i => (ulong)i), port.KeptSequences);
        });

    private static ScanRecord Scan(ScanFault fault = ScanFault.None) => new(0, 0, 0, 1, 3650, CredentialType.Qr, true, fault);

    private SentinelCore Device(MqttVersion version, int capacity = 100) => new(
        new SentinelOptions { Version = version, BufferCapacity = capacity }, _port, new Random(1), 0);

    private SentinelCore Online(MqttVersion version)
    {
        SentinelCore device = Device(version);
        Connect(device);
        _port.Done();
        return device;
    }

    private void Connect(SentinelCore device)
    {
        device.Tick(_now);
        device.Connected(_now);
        device.Acknowledged(_now, _port.LastId, 0, null);
    }

    private void Advance(SentinelCore device, long milliseconds)
    {
        _now += milliseconds;
        device.Tick(_now);
    }
}
