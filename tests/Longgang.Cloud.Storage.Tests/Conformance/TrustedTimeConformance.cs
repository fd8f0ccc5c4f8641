using Google.Protobuf;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Time;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must do with stamps of a clock that was wrong.</summary>
public abstract class TrustedTimeConformance
{
    private const ulong Second = 1_000_000;
    private static readonly DateTimeOffset Truth = BatchFactory.Start.AddHours(-1); // at the start of the boot

    private readonly BatchFactory _records = new(outbox: 1);
    private readonly BatchFactory _alerts = new(outbox: 2, lane: Lane.Alert);

    protected abstract Task<StoreUnderTest> StartAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Correction_BeforeOrAfterTheEvents_ReadsThemAnewAndKeepsTheStamp(bool before)
    {
        await using StoreUnderTest store = await StartAsync();
        IngestItem correction = Item(_alerts, 1, boot: 7, Correction(0, 100));
        IngestItem scans = Item(_records, 1, boot: 7, Scan(1, 40), Scan(2, 99));

        await store.CommitAsync(before ? correction : scans);
        await store.RestartAsync();
        await store.CommitAsync(before ? scans : correction);

        ScanRecord first = (await ScansAsync(store))[0];
        Assert.Equal((Truth.AddSeconds(40), TimeBasis.Corrected), (first.Time.At, first.Time.Basis));
        Assert.Equal((DateTimeOffset.UnixEpoch.AddSeconds(40), ClockQuality.Unsynchronized), (first.BoxTime, first.Quality));
        Assert.Equal(BatchFactory.Start, first.ReceivedAt);
        Assert.Equal(Truth.AddSeconds(99), (await ScansAsync(store))[1].Time.At);
        Assert.Equal(1, (await store.BooksAsync(2)).Stored.Count);
    }

    [Fact]
    public async Task Correction_OfTheStretchOfAnotherBootOrBox_ChangesNothing()
    {
        await using StoreUnderTest store = await StartAsync();
        var other = new BatchFactory("gw-002", outbox: 3, lane: Lane.Alert);
        await store.CommitAsync(
            Item(_records, 1, boot: 7, Scan(1, 40)), Item(_alerts, 1, boot: 8, Correction(0, 100)), Item(other, 1, boot: 7, Correction(0, 100)),
            Item(_alerts, 2, boot: 7, Correction(41, 100), Correction(0, 40)));

        ScanRecord scan = Assert.Single(await ScansAsync(store));
        Assert.Equal((BatchFactory.Start, TimeBasis.Bounded), (scan.Time.At, scan.Time.Basis));
    }

    [Fact]
    public async Task Corrections_TwoInOneBoot_TheLastWordHolds()
    {
        await using StoreUnderTest store = await StartAsync();
        Event wrong = Correction(0, 100, off: TimeSpan.FromDays(3650));
        await store.CommitAsync(Item(_records, 1, boot: 7, Scan(1, 40), Scan(2, 150)));
        await store.CommitAsync(Item(_alerts, 2, boot: 7, Correction(0, 200)));
        await store.CommitAsync(Item(_alerts, 1, boot: 7, wrong)); // sent again late: what the box knew last holds all the same

        Assert.Equal([Truth.AddSeconds(40), Truth.AddSeconds(150)], (await ScansAsync(store)).Select(scan => scan.Time.At));
    }

    [Fact]
    public async Task Correction_JumpBackwards_ReadsTheStretchAndNothingElse()
    {
        await using StoreUnderTest store = await StartAsync();
        DateTimeOffset ahead = Truth.AddYears(10);
        await store.CommitAsync(
            Item(_records, 1, boot: 7,
                Scan(1, 40, Truth.AddSeconds(40), ClockQuality.Synchronized),
                Scan(2, 60, ahead, ClockQuality.Holdover),
                Scan(3, 100, Truth.AddSeconds(100), ClockQuality.Synchronized)),
            Item(_alerts, 1, boot: 7, Correction(50, 100)));

        Assert.Equal(
            [(Truth.AddSeconds(40), TimeBasis.Synchronized), (Truth.AddSeconds(60), TimeBasis.Corrected), (Truth.AddSeconds(100), TimeBasis.Synchronized)],
            (await ScansAsync(store)).Select(scan => (scan.Time.At, scan.Time.Basis)));
    }

    [Fact]
    public async Task Correction_OfDrift_IsSpreadOverTheStretch()
    {
        await using StoreUnderTest store = await StartAsync();
        Event drift = Correction(0, 100_000);
        drift.ClockCorrection.ToUnixUs += 10 * (long)Second;
        await store.CommitAsync(Item(_records, 1, boot: 7, Scan(1, 50_000)), Item(_alerts, 1, boot: 7, drift));

        Assert.Equal(Truth.AddSeconds(50_005), Assert.Single(await ScansAsync(store)).Time.At);
    }

    [Fact]
    public async Task Boot_ThatNeverLearnsTheTime_IsBoundedByTheReceipt()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(Item(_records, 1, boot: 7, Scan(1, 40), Scan(2, 50, BatchFactory.Start.AddMinutes(-3), ClockQuality.Unsynchronized)));

        Assert.Equal(
            [(BatchFactory.Start, TimeBasis.Bounded), (BatchFactory.Start.AddMinutes(-3), TimeBasis.Unsynchronized)],
            (await ScansAsync(store)).Select(scan => (scan.Time.At, scan.Time.Basis)));
    }

    [Fact]
    public async Task Alert_OfAClockNeverSet_IsReadAnewInListAndHistory()
    {
        await using StoreUnderTest store = await StartAsync();
        Event alert = BatchFactory.Alert(1, "sentinel-0001", 1);
        Stamp(alert, 40, DateTimeOffset.UnixEpoch, ClockQuality.Unsynchronized);
        await store.CommitAsync(Item(_alerts, 1, boot: 7, alert));
        AlertSnapshot raw = await AlertAsync(store);

        await store.CommitAsync(Item(_alerts, 2, boot: 7, Correction(0, 100)));
        await store.RestartAsync();

        AlertSnapshot read = await AlertAsync(store);
        AlertChange change = Assert.Single(await store.Alerts.ReadHistoryAsync(BatchFactory.AlertIdText(1), TestContext.Current.CancellationToken));
        Assert.Equal((BatchFactory.Start, TimeBasis.Bounded), (raw.Raised.At, raw.Raised.Basis));
        Assert.Equal((Truth.AddSeconds(40), TimeBasis.Corrected), (read.Raised.At, read.Raised.Basis));
        Assert.Equal(read.Raised, change.Alert.Raised);
        Assert.Equal(DateTimeOffset.UnixEpoch, read.BoxTime);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Device_SeenByABoxThatDoesNotKnowTheTime_WasSeenWhenItWasReceived(bool restart)
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(Item(_records, 1, boot: 7, Scan(1, 40), Scan(2, 60, BatchFactory.Start.AddYears(10), ClockQuality.Holdover)));
        if (restart)
        {
            await store.RestartAsync();
        }

        DeviceSummary device = (await store.Fleet.FindDeviceAsync("sentinel-0001", TestContext.Current.CancellationToken))!;
        Assert.Equal(BatchFactory.Start, device.LastSeen);
    }

    [Fact]
    public async Task Correction_ThatContradictsItself_IsStoredAndChangesNothing()
    {
        await using StoreUnderTest store = await StartAsync();
        CommitResult result = await store.CommitAsync(Item(_alerts, 1, boot: 7, Correction(100, 100)), Item(_records, 1, boot: 7, Scan(1, 100)));

        Assert.All(result.Outcomes, outcome => Assert.Equal(AckStatus.Stored, outcome.Status));
        Assert.Equal(TimeBasis.Bounded, Assert.Single(await ScansAsync(store)).Time.Basis);
    }

    [Fact]
    public async Task Alert_Detail_IsThatOfTheLatestEventAndStaysInTheHistory()
    {
        await using StoreUnderTest store = await StartAsync();
        Event soon = Buffer("lane=record full-in-s=21000", Severity.Yellow, 1);
        Event full = Buffer("lane=record full=yes", Severity.Red, 2);
        await store.CommitAsync(Item(_alerts, 1, boot: 7, soon, full));

        AlertSnapshot alert = await AlertAsync(store);
        Assert.Equal((AlertCategory.Buffer, Severity.Red, 2L, "lane=record full=yes"), (alert.Category, alert.Severity, alert.Count, alert.Detail));
        Assert.Equal(
            ["lane=record full-in-s=21000", "lane=record full=yes"],
            (await store.Alerts.ReadHistoryAsync(BatchFactory.AlertIdText(1), TestContext.Current.CancellationToken)).Select(change => change.Alert.Detail));

        static Event Buffer(string detail, Severity severity, int second)
        {
            Event item = BatchFactory.Alert(1, "", 0, severity: severity, category: AlertCategory.Buffer);
            item.Time.BoxUnixUs += second * (long)Second;
            item.Alert.Detail = detail;
            return item;
        }
    }

    private static Event Scan(ulong seq, ulong second, DateTimeOffset? at = null, ClockQuality quality = ClockQuality.Unsynchronized)
    {
        Event item = BatchFactory.Scan("sentinel-0001", seq);
        Stamp(item, second, at ?? DateTimeOffset.UnixEpoch.AddSeconds(second), quality);
        return item;
    }

    private static void Stamp(Event item, ulong second, DateTimeOffset at, ClockQuality quality)
    {
        item.Time.MonotonicUs = second * Second;
        item.Time.BoxUnixUs = at.ToUnixTimeMilliseconds() * 1000;
        item.Time.Quality = quality;
    }

    private static Event Correction(ulong from, ulong to, TimeSpan off = default)
    {
        long truth = (Truth + off).ToUnixTimeMilliseconds() * 1000;
        return new Event
        {
            Time = new EventTime { BoxUnixUs = truth + ((long)to * (long)Second), MonotonicUs = to * Second, Quality = ClockQuality.Synchronized },
            ClockCorrection = new ClockCorrection
            {
                FromMonotonicUs = from * Second,
                ToMonotonicUs = to * Second,
                FromUnixUs = truth + (long)(from * Second),
                ToUnixUs = truth + (long)(to * Second),
                StepUs = truth,
                Before = ClockQuality.Unsynchronized,
                After = ClockQuality.Synchronized,
            },
        };
    }

    private static IngestItem.Readable Item(BatchFactory box, ulong first, byte boot, params IEnumerable<Event> events)
    {
        Batch batch = box.Make(first, events);
        var id = new byte[16];
        id[0] = boot;
        batch.BootId = ByteString.CopyFrom(id);
        return box.Item(batch);
    }

    private static Task<IReadOnlyList<ScanRecord>> ScansAsync(StoreUnderTest store) => store.Scans.ListAsync(null, 0, 100, TestContext.Current.CancellationToken);

    private static async Task<AlertSnapshot> AlertAsync(StoreUnderTest store) =>
        Assert.Single(await store.Alerts.ListAsync(new AlertQuery(null, null, null, null, 10), TestContext.Current.CancellationToken));
}
