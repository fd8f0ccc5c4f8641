using Longgang.FirmwareSim.Devices;

namespace Longgang.FirmwareSim.Tests.Devices;

public sealed class PushCoreTests
{
    private readonly RecordingPort _port = new();
    private readonly PushCore _device;
    private long _now;

    public PushCoreTests() => _device = new PushCore(new SentinelOptions { BufferCapacity = 500 }, _port, new Random(1));

    [Fact]
    public void Arrive_WhileARequestIsUnderWay_TravelsInTheNextOne()
    {
        Arrive(3);
        Assert.Equal(["push 1"], _port.Done());
        _device.Answered(_now, [Kept(1)]);
        Assert.Equal(["kept 1", "push 2 3"], _port.Done());
        _device.Answered(_now, [Kept(2), new BoxAnswer(1, 3, null, "id-check-digit")]);
        Assert.Equal(["kept 2", "refused 3 id-check-digit"], _port.Done());
        Assert.Equal(0, _device.Buffered);
        Assert.True(_device.Sent.IsEmpty);
    }

    [Fact]
    public void Failed_WithoutAnswer_SendsTheSameAgain()
    {
        Arrive(2);
        _device.Failed(_now, null);
        Assert.Equal(["push 1"], _port.Done());
        Assert.InRange(_device.NextDue - _now, 250, 750);
        Advance(750);
        Assert.Equal(["push 1 2"], _port.Done());
    }

    [Fact]
    public void Failed_WithRetryAfter_WaitsThatLong()
    {
        Arrive(1);
        _device.Failed(_now, 5000);
        Assert.InRange(_device.NextDue - _now, 5000, 6000);
    }

    [Fact]
    public void Answered_BoxFullInTheMiddle_KeepsTheRest()
    {
        Arrive(4);
        _device.Answered(_now, [Kept(1)]);
        _port.Done();
        _device.Answered(_now, [Kept(2), new BoxAnswer(1, 3, null, "box-full"), new BoxAnswer(1, 4, null, "box-full")]);
        Assert.Equal(["kept 2"], _port.Done());
        Advance(1000);
        Assert.Equal(["push 3 4"], _port.Done());
    }

    [Fact]
    public void Answered_FewerThanSent_KeepsTheRest()
    {
        Arrive(3);
        _device.Answered(_now, [Kept(1)]);
        _device.Answered(_now, [Kept(2)]);
        Advance(1000);
        Assert.Equal(["push 1", "kept 1", "push 2 3", "kept 2", "push 3"], _port.Done());
    }

    [Fact]
    public void Arrive_AMalformedOne_TravelsAlone()
    {
        Arrive(2);
        _device.Arrive(_now, Scan(ScanFault.MalformedJson));
        Arrive(1);
        _device.Answered(_now, [Kept(1)]);
        _device.Answered(_now, [Kept(2)]);
        _device.Answered(_now, [new BoxAnswer(0, 0, null, "malformed-json")]);
        Assert.Equal(["push 1", "kept 1", "push 2", "kept 2", "push 3", "refused 3 malformed-json", "push 4"], _port.Done());
    }

    private static BoxAnswer Kept(ulong sequence) => new(1, sequence, "pass", null);

    private static ScanRecord Scan(ScanFault fault = ScanFault.None) => new(0, 0, 0, 1, 3650, CredentialType.Qr, true, fault);

    private void Arrive(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _device.Arrive(_now, Scan());
        }
    }

    private void Advance(long milliseconds)
    {
        _now += milliseconds;
        _device.Tick(_now);
    }
}
