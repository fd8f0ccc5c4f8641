using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Tests.Support;
using Longgang.Edge.Core.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Core.Tests.Time;

public sealed class ClockWatcherTests : IDisposable, IClockQuality
{
    private static readonly BootIdentity _boot = new(7);
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("lg-clock-").FullName, "clock.json");
    private readonly SettableClock _time = new(DateTimeOffset.UnixEpoch);
    private readonly SimLane _lane = new(Lane.Alert);

    public ClockQuality Current { get; private set; } = ClockQuality.Unsynchronized;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    /// <summary>The process ends before the time comes: its successor still corrects what it stamped.</summary>
    [Fact]
    public async Task Process_EndsBeforeTheTimeComes_SuccessorCorrectsFromTheStartOfTheBoot()
    {
        using (ClockWatcher first = Start(_boot))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        LearnTheTime();
        using ClockWatcher second = Start(_boot);
        Task started = second.StartAsync(TestContext.Current.CancellationToken);
        _lane.Commit();
        await started;
        await second.StopAsync(TestContext.Current.CancellationToken);

        ClockCorrection correction = Assert.Single(_lane.Durable).ClockCorrection;
        Assert.Equal((0UL, 60_000_000UL), (correction.FromMonotonicUs, correction.ToMonotonicUs));
        Assert.Equal(TimeSpan.FromDays(19_000).TotalMicroseconds, correction.FromUnixUs);
    }

    [Fact]
    public async Task Process_OfAnotherBoot_KnowsNothingOfTheLast()
    {
        using (ClockWatcher first = Start(_boot))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        LearnTheTime();
        using ClockWatcher second = Start(new BootIdentity(8));
        await second.StartAsync(TestContext.Current.CancellationToken);
        await second.StopAsync(TestContext.Current.CancellationToken);

        Assert.Empty(_lane.Durable);
        Assert.Equal(0, _lane.Pending);
    }

    [Fact]
    public async Task Lane_FullWhenTheTimeComes_TriesAgain()
    {
        using ClockWatcher watcher = Start(_boot);
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        LearnTheTime();
        _lane.IsFull = true;
        await TickAsync(() => _refusals > 0);
        _lane.IsFull = false;
        await TickAsync(() => _lane.Pending > 0);
        _lane.Commit();
        await watcher.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0UL, Assert.Single(_lane.Durable).ClockCorrection.FromMonotonicUs);
    }

    private int _refusals;

    private ClockWatcher Start(BootIdentity boot) => new(
        new RefusalCounter(_lane, () => _refusals++), new EventStamper(_time, this), new ClockMemory(_path, boot), _time, NullLogger<ClockWatcher>.Instance);

    private void LearnTheTime()
    {
        _time.Set(TimeSpan.FromDays(19_000));
        Current = ClockQuality.Synchronized;
    }

    /// <summary>Seconds pass until it has happened.</summary>
    private async Task TickAsync(Func<bool> happened)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!happened())
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(ClockWatcher.Interval);
            await Task.Yield();
        }
    }
}
