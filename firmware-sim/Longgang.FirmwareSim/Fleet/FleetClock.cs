namespace Longgang.FirmwareSim.Fleet;

/// <summary>
/// The fleet's time. Timestamps are those of the machine's monotonic clock, so that other processes of the same machine can compare them.
/// </summary>
public sealed class FleetClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Provider { get; } = time;

    /// <summary>Milliseconds since the start; never jumps.</summary>
    public long Milliseconds => (long)Provider.GetElapsedTime(_start).TotalMilliseconds;

    public long Timestamp => Provider.GetTimestamp();

    public long UnixMs => Provider.GetUtcNow().ToUnixTimeMilliseconds();
}
