namespace Longgang.Simulation.Tests.World;

/// <summary>
/// The time of the simulated world, and through it the clocks of one box: monotonic time that begins anew with each boot, and a wall clock that may be
/// years off.
/// </summary>
internal sealed class SimClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2022, 3, 14, 1, 0, 0, TimeSpan.Zero);
    private TimeSpan _bootedAt;
    private TimeSpan _wallError;

    /// <summary>Since the beginning of the world.</summary>
    internal TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The box's monotonic clock.</summary>
    public override long GetTimestamp() => (Now - _bootedAt).Ticks;

    /// <summary>The box's wall clock.</summary>
    public override DateTimeOffset GetUtcNow() => Start + Now + _wallError;

    /// <summary>Monotonic time begins at some seconds.</summary>
    internal void Boot() => _bootedAt = Now - TimeSpan.FromSeconds(3);

    /// <summary>The wall clock is so wrong from now on.</summary>
    internal void Jump(TimeSpan error) => _wallError = error;
}
