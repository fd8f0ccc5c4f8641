using Longgang.Edge.Core.Tests.Support;
using Longgang.Edge.Uplink.Mqtt;

namespace Longgang.Edge.Uplink.Tests.Mqtt;

public sealed class WakeSignalTests
{
    /// <summary>The pause between two attempts to connect.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Wait_WallClockIsSetByYears_EndsWhenItsTimeHasPassed(int years)
    {
        var clock = new SettableClock(new DateTimeOffset(2022, 3, 14, 0, 0, 0, TimeSpan.Zero));
        var signal = new WakeSignal();
        signal.Clear();
        Task pause = signal.WaitAsync(null, TimeSpan.FromSeconds(30), clock, TestContext.Current.CancellationToken);

        clock.Set(TimeSpan.FromDays(365 * years));
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(pause.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await pause.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
