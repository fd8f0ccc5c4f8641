using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Time;

public sealed class DeviceClockTests
{
    private static readonly DateTimeOffset Box = new(2022, 3, 14, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(null, 0, new Reason[0], false)]
    [InlineData(null, 1, new Reason[0], false)]
    [InlineData(null, -2, new Reason[0], false)]
    [InlineData(null, 3, new[] { Reason.DeviceClockAhead }, false)]
    [InlineData(null, -60, new[] { Reason.DeviceClockBehind }, false)] // nothing known: taken as live
    [InlineData(0, -60, new[] { Reason.DeliveredLate }, true)] // a right clock and an old time: the backlog
    [InlineData(-60, -60, new[] { Reason.DeviceClockBehind }, false)]
    [InlineData(-60, -120, new[] { Reason.DeviceClockBehind, Reason.DeliveredLate }, true)]
    [InlineData(60, -60, new[] { Reason.DeviceClockAhead, Reason.DeliveredLate }, true)]
    [InlineData(60, 60, new[] { Reason.DeviceClockAhead }, false)]
    [InlineData(0, 60, new[] { Reason.DeviceClockAhead }, false)] // it has jumped since
    public void Read_TellsAWrongClockFromTheBacklog(int? knownOffsetMinutes, int deviceMinutes, Reason[] reasons, bool late)
    {
        DeviceClock clock = new(knownOffsetMinutes is { } offset ? TimeSpan.FromMinutes(offset) : null);
        DeviceClockReading reading = clock.Read(Box.AddMinutes(deviceMinutes), Box, Tolerance);
        Assert.Equal(reasons, reading.Reasons);
        Assert.Equal(late, reading.Late);
    }

    [Fact]
    public void Read_Late_IsCorrectedByTheKnownOffset()
    {
        DeviceClock clock = default(DeviceClock).AfterKeepAlive(Box.AddMinutes(-60), Box);
        Assert.Equal(Box.AddMinutes(-60), clock.Read(Box.AddMinutes(-120), Box, Tolerance).HappenedAt);
    }

    [Fact]
    public void Read_ExtremeTimes_DoNotOverflow()
    {
        foreach (DateTimeOffset known in (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Box])
        {
            foreach (DateTimeOffset at in (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Box])
            {
                default(DeviceClock).AfterKeepAlive(known, Box).Read(at, Box, Tolerance);
            }
        }
    }

    [Fact]
    public void AfterScan_OldOne_ProvesNothing()
    {
        Assert.Null(default(DeviceClock).AfterScan(Box.AddHours(-1), Box, Tolerance).Offset);
        Assert.Equal(TimeSpan.FromSeconds(30), default(DeviceClock).AfterScan(Box.AddSeconds(30), Box, Tolerance).Offset);
    }

    [Fact]
    public void BootIdentity_IsTheKernels()
    {
        BootIdentity boot = BootIdentity.Read();
        Assert.Equal(File.ReadAllText(BootIdentity.LinuxPath).Trim().Replace("-", "", StringComparison.Ordinal), boot.ToString());
        Assert.Equal(16, boot.ToByteArray().Length);
    }

    [Fact]
    public void LinuxClockQuality_SaysSomething() => Assert.NotEqual(ClockQuality.Unspecified, new LinuxClockQuality(TimeProvider.System).Current);
}
