using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Gateway.Health;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Longgang.Edge.Gateway.Tests.Health;

/// <summary>A lane that fills at a steady rate until it is full, watched as in the gateway.</summary>
public sealed class BufferAlertTests : IDisposable, IClockQuality
{
    private const long Capacity = 100_000_000;
    private const long PerSecond = 2_000; // full after about 14 hours

    private static readonly TimeSpan _step = TimeSpan.FromSeconds(10);
    private readonly string _directory = Directory.CreateTempSubdirectory("lg-buffer-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly EdgeMeter _meter = new();
    private readonly FillingLane _record = new(Lane.Record);
    private readonly FillingLane _alert = new(Lane.Alert);

    public ClockQuality Current => ClockQuality.Synchronized;

    public void Dispose()
    {
        _meter.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Lane_FillsSteadily_OneAlertHoursBefore_WorseAsItComesNearer()
    {
        await RunAsync(hours: 7, restartEvery: null);
        Assert.Empty(_alert.Appended);
        await RunAsync(hours: 9, restartEvery: null);

        Assert.Equal(
            [(Severity.Yellow, false), (Severity.Orange, true), (Severity.Red, true)],
            _alert.Appended.Select(item => (item.Event.Alert.Severity, item.Event.Alert.Repeat)));
        Assert.Single(_alert.Appended.Select(item => item.Event.Alert.Id).Distinct());
        Assert.All(_alert.Appended, item => Assert.Equal(AlertCategory.Buffer, item.Event.Alert.Category));
        (Event first, long live) = _alert.Appended[0];
        double left = (double)(Capacity - live) / PerSecond;
        Assert.InRange(left, 5.9 * 3600, 6.0 * 3600);
        Assert.Equal($"lane=record full-in-s={(long)left} bytes={live} capacity={Capacity}", first.Alert.Detail);
        Assert.Equal("lane=record full=yes bytes=100000000 capacity=100000000", _alert.Appended[2].Event.Alert.Detail);
    }

    [Fact]
    public async Task Process_RestartsAgainAndAgain_IsStillOneAlert()
    {
        await RunAsync(hours: 16, restartEvery: TimeSpan.FromMinutes(20));

        Assert.Equal([Severity.Yellow, Severity.Orange, Severity.Red], _alert.Appended.Select(item => item.Event.Alert.Severity));
        Assert.Single(_alert.Appended.Select(item => item.Event.Alert.Id).Distinct());
    }

    [Fact]
    public async Task AlertLane_FullAtTheMoment_AlertComesLater()
    {
        _alert.Refuses = true;
        await RunAsync(hours: 9, restartEvery: null);
        Assert.Empty(_alert.Appended);
        _alert.Refuses = false;
        await RunAsync(hours: 1, restartEvery: null);

        Assert.False(Assert.Single(_alert.Appended).Event.Alert.Repeat);
    }

    private async Task RunAsync(int hours, TimeSpan? restartEvery)
    {
        TimeSpan life = restartEvery ?? TimeSpan.FromHours(hours);
        for (TimeSpan done = TimeSpan.Zero; done < TimeSpan.FromHours(hours); done += life)
        {
            var alerts = new BufferAlerts(
                "gw-test", _alert, new EventStamper(_time, this), new BufferMemory(Path.Combine(_directory, "buffers.json")), _meter, NullLogger<BufferAlerts>.Instance);
            using var forecasts = new LaneForecasts([_alert, _record], TimeSpan.FromHours(6), alerts, _time, NullLogger<LaneForecasts>.Instance);
            for (TimeSpan lived = TimeSpan.Zero; lived < life; lived += _step)
            {
                _time.Advance(_step);
                _record.Take(PerSecond * (long)_step.TotalSeconds, Capacity);
                _alert.Live = _record.Live;
                await forecasts.LookAsync();
            }
        }
    }

    private sealed class FillingLane(Lane kind) : ILane
    {
        public List<(Event Event, long Live)> Appended { get; } = [];

        public bool Refuses { get; set; }

        public long Live { get; set; }

        public Lane Kind => kind;

        public LaneSnapshot Snapshot { get; private set; } =
            new(new OutboxId(kind == Lane.Alert ? 1UL : 2UL), 0, 0, 0, 0, 0, 0, Faulted: false) { CapacityBytes = Capacity };

        public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => throw new NotSupportedException();

        public void Take(long bytes, long capacity)
        {
            Live = Math.Min(capacity, Live + bytes);
            Snapshot = Snapshot with { LiveBytes = Live, BytesTaken = (ulong)Live, IsFull = Live == capacity };
        }

        public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new LaneFullException(kind, 1, 1);
            }

            Appended.Add((item, Live));
            return ValueTask.FromResult((ulong)Appended.Count);
        }

        public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count) => throw new NotSupportedException();
    }
}
