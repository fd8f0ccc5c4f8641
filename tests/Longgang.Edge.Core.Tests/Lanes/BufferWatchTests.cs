using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Tests.Lanes;

public sealed class BufferWatchTests
{
    private readonly BufferWatch _watch = new(TimeSpan.FromHours(6));
    private TimeSpan _now;

    [Fact]
    public void Episode_FromSixHoursToFull_RaisesEachStageOnce()
    {
        var raised = new List<BufferStage?>();
        for (double hours = 8; hours > 0; hours -= 0.25)
        {
            raised.Add(Update(hours));
        }

        raised.Add(Update(null, full: true));
        raised.Add(Update(null, full: true));

        Assert.Equal([BufferStage.Soon, BufferStage.VerySoon, BufferStage.Full], raised.OfType<BufferStage>());
        Assert.Equal(1UL, _watch.State.Episode);
    }

    [Fact]
    public void Episode_AtTheEdge_IsOne()
    {
        Assert.Equal(BufferStage.Soon, Update(5.9));
        foreach (double? hours in (double?[])[6.1, 5.9, 8.9, null, 5.0, null, 10, 5.9])
        {
            Assert.Null(Update(hours));
        }
    }

    [Fact]
    public void Episode_ClearlyOverForAWhile_EndsAndTheNextCounts()
    {
        Assert.Equal(BufferStage.Soon, Update(2));
        Assert.Null(Update(9.5));
        _now += BufferWatch.Calm;
        Assert.Equal(BufferStage.Ample, Update(9.5));
        Assert.Equal(BufferStage.Soon, Update(2));
        Assert.Equal(2UL, _watch.State.Episode);
    }

    [Fact]
    public void Episode_FullAndNothingComesInAnyMore_IsNotOver()
    {
        Update(null, full: true);
        _now += BufferWatch.Calm * 2;
        Assert.Null(Update(null, full: true));
        _now += BufferWatch.Calm * 2;
        Assert.Null(Update(null, full: true));
    }

    [Fact]
    public void Episode_RestartWithinIt_IsNotRaisedAgain()
    {
        Update(2);
        var successor = new BufferWatch(TimeSpan.FromHours(6), _watch.State);

        Assert.Null(successor.Update(default, Snapshot(false), TimeSpan.Zero));
        Assert.Null(successor.Update(default, Snapshot(false), BufferWatch.Calm * 3));
        Assert.Null(successor.Update(Forecast(2), Snapshot(false), BufferWatch.Calm * 3));
        Assert.Equal(BufferStage.VerySoon, successor.Update(Forecast(0.5), Snapshot(false), BufferWatch.Calm * 3));
        Assert.Equal(1UL, successor.State.Episode);
    }

    [Fact]
    public void Episode_AnotherStore_BeginsAnew()
    {
        Update(2);
        Assert.Equal(BufferStage.Soon, _watch.Update(Forecast(2), Snapshot(false) with { Outbox = new OutboxId(2) }, _now));
        Assert.Equal(1UL, _watch.State.Episode);
    }

    [Fact]
    public void Update_OldestAreGivenUp_IsFull()
    {
        Update(null);
        Assert.Equal(BufferStage.Full, _watch.Update(Forecast(null), Snapshot(false) with { Expired = 5 }, _now));
    }

    private BufferStage? Update(double? hours, bool full = false)
    {
        _now += TimeSpan.FromSeconds(10);
        return _watch.Update(Forecast(hours), Snapshot(full), _now);
    }

    private static LaneForecast Forecast(double? hours) => new(1, null, hours is { } h ? TimeSpan.FromHours(h) : null);

    private static LaneSnapshot Snapshot(bool full) => new(new OutboxId(1), 0, 0, 0, 0, 0, 0, Faulted: false) { IsFull = full };
}
