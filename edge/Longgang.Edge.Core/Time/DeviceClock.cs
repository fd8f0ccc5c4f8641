using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>
/// What is known of one device's clock, from what it sends live: keep-alives, and scans whose time is about now.
/// It tells a record from the device's backlog (right clock, old time) from a clock that runs behind.
/// </summary>
/// <param name="Offset">Device clock minus box clock, or null while nothing is known.</param>
public readonly record struct DeviceClock(TimeSpan? Offset)
{
    /// <summary>The clock after a keep-alive, which is always sent live.</summary>
    public DeviceClock AfterKeepAlive(DateTimeOffset? device, DateTimeOffset box) => device is { } at ? new DeviceClock(at - box) : this;

    /// <summary>The clock after a scan: only one about now proves anything, an old one may be from the backlog.</summary>
    public DeviceClock AfterScan(DateTimeOffset? device, DateTimeOffset box, TimeSpan tolerance) =>
        device is { } at && (at - box).Duration() <= tolerance ? new DeviceClock(at - box) : this;

    /// <summary>Judges the time of a scan.</summary>
    /// <param name="device">What the device's clock said, or null.</param>
    /// <param name="box">The box's clock at reception.</param>
    /// <param name="tolerance">Difference that is nobody's fault.</param>
    public DeviceClockReading Read(DateTimeOffset? device, DateTimeOffset box, TimeSpan tolerance)
    {
        if (device is not { } at)
        {
            return new DeviceClockReading(box, [], Late: false);
        }

        TimeSpan difference = at - box;
        if (difference.Duration() <= tolerance)
        {
            return new DeviceClockReading(box, [], Late: false);
        }

        // A clock that was never seen live is taken at its word about being live: the offset is all there is.
        TimeSpan offset = Offset ?? difference;
        DateTimeOffset corrected = Subtract(at, offset);
        bool late = box - corrected > tolerance;
        Reason? clock = offset > tolerance ? Reason.DeviceClockAhead : offset < -tolerance ? Reason.DeviceClockBehind
            : difference > tolerance ? Reason.DeviceClockAhead : null;
        return (clock, late) switch
        {
            ({ } wrong, true) => new DeviceClockReading(corrected, [wrong, Reason.DeliveredLate], Late: true),
            ({ } wrong, false) => new DeviceClockReading(box, [wrong], Late: false),
            (null, true) => new DeviceClockReading(corrected, [Reason.DeliveredLate], Late: true),
            _ => new DeviceClockReading(box, [], Late: false),
        };
    }

    private static DateTimeOffset Subtract(DateTimeOffset at, TimeSpan offset)
    {
        long ticks = at.UtcTicks - offset.Ticks;
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }
}
