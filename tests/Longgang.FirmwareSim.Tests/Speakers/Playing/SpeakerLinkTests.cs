using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Tests.Speakers.Playing;

public sealed class SpeakerLinkTests
{
    private readonly RecordingWire _wire = new();

    [Fact]
    public void Tick_WhenItsTimeHasCome_ConnectsAndSaysThatItLives()
    {
        SpeakerLink link = Link();
        link.Tick(99);
        Assert.Empty(_wire.Done());
        link.Tick(100);
        Assert.Equal(["connect"], _wire.Done());
        link.Connected(110);
        Assert.Equal(["state 0"], _wire.Done());
        Assert.False(link.Ready);
        link.Acknowledged(120, _wire.LastId, 0);
        Assert.True(link.Ready);
        link.Tick(60_110);
        Assert.Equal(["state 0"], _wire.Done());
    }

    [Fact]
    public void Connected_WithUnacknowledgedReceipts_SendsThemAgainInTheirOrder()
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 0);
        ushort first = _wire.LastId;
        link.Enqueue(200, Receipt(2), 0);
        link.Enqueue(200, Receipt(3), 0);
        Assert.Equal(["receipt 1", "receipt 2", "receipt 3"], _wire.Done());
        link.Acknowledged(210, first, 0);
        Assert.Equal(["kept 1"], _wire.Done());
        link.Disconnected(300);
        link.Enqueue(400, Receipt(4), 0);
        Assert.Empty(_wire.Done());
        link.Tick(10_000);
        link.Connected(10_010);
        Assert.Equal(["connect", "state 3", "receipt 2 again", "receipt 3 again", "receipt 4"], _wire.Done());
    }

    [Theory]
    [InlineData(0x97)]
    [InlineData(0x80)]
    [InlineData(0x89)]
    public void Acknowledged_AsNotNow_ComesAgainOnTheSameConnection(int code)
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 0);
        link.Acknowledged(210, _wire.LastId, (byte)code);
        link.Enqueue(220, Receipt(2), 0);
        Assert.Equal(["receipt 1"], _wire.Done());
        link.Tick(link.NextDue);
        Assert.Equal(["receipt 1 again", "receipt 2"], _wire.Done());
        Assert.Equal(2, link.Buffered);
    }

    [Theory]
    [InlineData(0x99)]
    [InlineData(0x87)]
    public void Acknowledged_AsNever_IsGivenUp(int code)
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 0);
        link.Acknowledged(210, _wire.LastId, (byte)code);
        Assert.Equal(["receipt 1", $"refused 1 {code}"], _wire.Done());
        Assert.Equal(0, link.Buffered);
    }

    // A broker without a subscriber says 0x10, which is no failure.
    [Fact]
    public void Acknowledged_WithoutSubscribers_IsKept()
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 0);
        link.Acknowledged(210, _wire.LastId, 0x10);
        Assert.Equal(["receipt 1", "kept 1"], _wire.Done());
    }

    [Fact]
    public void Tick_WithoutAnAcknowledgement_ClosesAndSendsAgain()
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 0);
        link.Tick(10_199);
        Assert.Equal(["receipt 1"], _wire.Done());
        link.Tick(10_200);
        Assert.Equal(["close"], _wire.Done());
        link.Disconnected(10_201);
        link.Tick(link.NextDue);
        link.Connected(20_000);
        Assert.Equal(["connect", "state 1", "receipt 1 again"], _wire.Done());
    }

    [Fact]
    public void Enqueue_BeforeItsTime_WaitsAndKeepsTheOrder()
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 3200);
        link.Enqueue(300, Receipt(2), 0);
        Assert.Empty(_wire.Done());
        Assert.Equal(3200, link.NextDue);
        link.Tick(3200);
        Assert.Equal(["receipt 1", "receipt 2"], _wire.Done());
    }

    [Fact]
    public void Enqueue_OneTooMany_DropsTheOldest()
    {
        SpeakerLink link = Link(new SpeakerOptions { QueueCapacity = 2 });
        for (int i = 1; i <= 3; i++)
        {
            link.Enqueue(0, Receipt(i), 0);
        }

        Assert.Equal(["dropped 1"], _wire.Done());
        Assert.Equal(2, link.Buffered);
    }

    [Theory]
    [InlineData(false, "state 1, receipt 1 again")]
    [InlineData(true, "state 0")]
    public void PowerLost_WithAReceiptInFlight_ComesBackAtItsTime(bool forgetting, string expected)
    {
        SpeakerLink link = Online();
        link.Enqueue(200, Receipt(1), 0);
        _wire.Done();
        link.PowerLost(5_000, forgetting);
        Assert.Equal(["close"], _wire.Done());
        Assert.False(link.Powered);
        link.Disconnected(201);
        link.Tick(4_999);
        Assert.Empty(_wire.Done());
        link.Tick(5_000);
        Assert.Equal(["powered up", "connect"], _wire.Done());
        link.Connected(5_010);
        Assert.Equal(expected, string.Join(", ", _wire.Done()));
    }

    [Fact]
    public void Connected_WhileThePowerIsGone_HangsUp()
    {
        SpeakerLink link = Link();
        link.Tick(100);
        link.PowerLost(5_000, forgetting: false);
        _wire.Done();
        link.Connected(110);
        Assert.Equal(["close"], _wire.Done());
    }

    [Fact]
    public void Disconnected_AgainAndAgain_WaitsLongerUpToTheLimit()
    {
        SpeakerLink link = Link();
        var pauses = new List<long>();
        for (long now = 1000; pauses.Count < 12; now = link.NextDue)
        {
            link.Tick(now);
            link.Disconnected(now);
            pauses.Add(link.NextDue - now);
        }

        Assert.InRange(pauses[0], 250, 750);
        Assert.All(pauses[^4..], pause => Assert.InRange(pause, 7_500, 22_500));
    }

    private static SpeakerReceipt Receipt(int play) => new((UInt128)play, SpeakerState.Started, null, null, 0);

    private SpeakerLink Link(SpeakerOptions? options = null) => new(options ?? new SpeakerOptions(), _wire, new Random(1), 100);

    private SpeakerLink Online()
    {
        SpeakerLink link = Link();
        link.Tick(100);
        link.Connected(110);
        link.Acknowledged(120, _wire.LastId, 0);
        _wire.Done();
        return link;
    }

    private sealed class RecordingWire : ISpeakerWire
    {
        private readonly List<string> _done = [];

        public ushort LastId { get; private set; }

        public string[] Done()
        {
            string[] done = [.. _done];
            _done.Clear();
            return done;
        }

        public void Connect() => _done.Add("connect");

        public void Close(string reason) => _done.Add("close");

        public void PublishReceipt(in SpeakerReceipt receipt, ushort packetId, bool again)
        {
            LastId = packetId;
            _done.Add($"receipt {receipt.Play}{(again ? " again" : string.Empty)}");
        }

        public void PublishState(ushort packetId, int buffered)
        {
            LastId = packetId;
            _done.Add($"state {buffered}");
        }

        public void Kept(in SpeakerReceipt receipt) => _done.Add($"kept {receipt.Play}");

        public void Refused(in SpeakerReceipt receipt, byte code) => _done.Add($"refused {receipt.Play} {code}");

        public void Dropped(in SpeakerReceipt receipt) => _done.Add($"dropped {receipt.Play}");

        public void PoweredUp() => _done.Add("powered up");
    }
}
