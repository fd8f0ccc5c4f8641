using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Tests.Support;

namespace Longgang.Edge.Core.Tests.Admission;

public sealed class AdmissionDeskTests : IDisposable
{
    private readonly SimBox _box = new(new SimLane(Lane.Record), new SimLane(Lane.Alert));

    public void Dispose() => _box.Dispose();

    /// <summary>A box in 1970 finds no fault with a device's clock, and does not remember it as 52 years ahead once its own is set.</summary>
    [Fact]
    public async Task Scan_BoxDoesNotKnowTheTime_DeviceClockIsNotBlamed()
    {
        using var box = new SimBox(_box.Records, _box.Alerts, start: DateTimeOffset.UnixEpoch) { Current = ClockQuality.Unsynchronized };
        var early = new SimBox.Sink();
        Task first = box.ScanAsync(1, sink: early, time: box.Time.GetUtcNow().AddYears(52));
        VerdictJson blind = await early.First;
        box.Time.Advance(TimeSpan.FromDays(19_000));
        box.Current = ClockQuality.Synchronized;
        var later = new SimBox.Sink();
        Task second = box.ScanAsync(2, sink: later, time: box.Time.GetUtcNow().AddHours(2));
        VerdictJson knowing = await later.First;
        await PendingAsync(_box.Records, 2);
        _box.Records.Commit();
        await Task.WhenAll(first, second);

        Assert.DoesNotContain("device-clock-ahead", blind.Reasons!);
        Assert.Contains("device-clock-ahead", knowing.Reasons!);
    }

    [Fact]
    public async Task Scan_VerdictAtOnce_ResultWhenDurable()
    {
        var sink = new SimBox.Sink();
        Task<AdmissionResult> scan = _box.ScanAsync(1, sink: sink);
        Assert.Equal("pass", (await sink.First).Verdict);
        Assert.False(scan.IsCompleted);
        _box.Records.Commit();
        Assert.Equal(AdmissionStatus.Kept, (await scan).Status);
    }

    [Fact]
    public async Task Scan_WithAlert_RecordIsNotAppendedBeforeTheAlertIsDurable()
    {
        var sink = new SimBox.Sink();
        Task<AdmissionResult> scan = _box.ScanAsync(1, red: true, sink: sink);
        Assert.Equal("deny", (await sink.First).Verdict); // neither waits for the other
        Assert.Equal((1, 0), (_box.Alerts.Pending, _box.Records.Pending));
        _box.Alerts.Commit();
        await PendingAsync(_box.Records, 1);
        _box.Records.Commit();
        Assert.True((await scan).IsKept);
    }

    [Fact]
    public async Task Scan_BehindOneThatRaisesAnAlert_KeepsTheOrder()
    {
        Task<AdmissionResult> first = _box.ScanAsync(1, red: true);
        Task<AdmissionResult> second = _box.ScanAsync(2);
        Assert.Equal(0, _box.Records.Pending);
        _box.Alerts.Commit();
        await PendingAsync(_box.Records, 2);
        _box.Records.Commit();
        await Task.WhenAll(first, second);
        Assert.Equal([1UL, 2UL], _box.Records.Durable.Select(item => item.DeviceSequence));
    }

    [Fact]
    public async Task Scan_SlowHealthCode_DoesNotLetTheNextOvertakeButGivesItsVerdict()
    {
        var slow = new TaskCompletionSource();
        _box.Hold = () => slow.Task;
        Task<AdmissionResult> first = _box.ScanAsync(1);
        _box.Hold = null;
        var sink = new SimBox.Sink();
        Task<AdmissionResult> second = _box.ScanAsync(2, sink: sink);
        Assert.Equal("pass", (await sink.First).Verdict);
        Assert.Equal(0, _box.Records.Pending);
        slow.SetResult();
        await PendingAsync(_box.Records, 2);
        _box.Records.Commit();
        await Task.WhenAll(first, second);
        Assert.Equal([1UL, 2UL], _box.Records.Durable.Select(item => item.DeviceSequence));
    }

    [Fact]
    public async Task Scan_AgainWhileUnderWay_SharesCommitAndVerdict()
    {
        var slow = new TaskCompletionSource();
        _box.Hold = () => slow.Task;
        var first = new SimBox.Sink();
        var again = new SimBox.Sink();
        Task<AdmissionResult> one = _box.ScanAsync(1, red: true, sink: first);
        Task<AdmissionResult> two = _box.ScanAsync(1, red: true, sink: again);
        slow.SetResult();
        Assert.Same(await first.First, await again.First);
        await PendingAsync(_box.Alerts, 1);
        Assert.False(two.IsCompleted);
        _box.Alerts.Commit();
        await PendingAsync(_box.Records, 1);
        _box.Records.Commit();
        Assert.Equal((AdmissionStatus.Kept, AdmissionStatus.KeptBefore), ((await one).Status, (await two).Status));
        Assert.Single(_box.Records.Durable);
    }

    [Fact]
    public async Task Scan_OfAnEarlierLife_IsRecognised()
    {
        Task<AdmissionResult> scan = _box.ScanAsync(1);
        _box.Records.Commit();
        await scan;
        using var next = new SimBox(_box.Records.Reopen(), _box.Alerts.Reopen());
        AdmissionResult again = await next.ScanAsync(1);
        Assert.Equal((AdmissionStatus.KeptBefore, null), (again.Status, again.Verdict));
        Assert.Equal(RefusalReason.StaleEpoch, (await next.ScanAsync(1, epoch: 0)).Refusal!.Reason);
    }

    [Fact]
    public async Task Scan_LaneFull_IsTakenWhenItComesAgain()
    {
        _box.Records.IsFull = true;
        AdmissionResult refused = await _box.ScanAsync(1);
        Assert.Equal((AdmissionStatus.Full, "box-full", 1UL), (refused.Status, refused.Refusal!.Reason, refused.Refusal.Sequence));
        _box.Records.IsFull = false;
        Task<AdmissionResult> again = _box.ScanAsync(1);
        _box.Records.Commit();
        Assert.Equal(AdmissionStatus.Kept, (await again).Status);
    }

    [Fact]
    public async Task Scan_AlertLaneFull_IsNotKeptEither()
    {
        _box.Alerts.IsFull = true;
        Assert.Equal(AdmissionStatus.Full, (await _box.ScanAsync(1, red: true)).Status);
        Assert.Equal(0, _box.Records.Pending);
    }

    [Fact]
    public async Task Scan_RecordLaneFullForLong_DoesNotFillTheAlertLane()
    {
        _box.Records.IsFull = true;
        for (int i = 0; i < 10; i++)
        {
            Task<AdmissionResult> scan = _box.ScanAsync(1, red: true);
            _box.Alerts.Commit();
            Assert.Equal(AdmissionStatus.Full, (await scan).Status);
        }

        Assert.Single(_box.Alerts.Durable);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)] // it was on the disk all the same: not twice
    public async Task Scan_LaneFaults_IsKeptOnce(int onDisk, int expected)
    {
        Task<AdmissionResult> scan = _box.ScanAsync(1);
        _box.Records.Fault(onDisk);
        Assert.Equal(AdmissionStatus.Fault, (await scan).Status);
        Task<AdmissionResult> again = _box.ScanAsync(1);
        _box.Records.Commit();
        Assert.True((await again).IsKept);
        Assert.Equal(expected, _box.Records.Durable.Count);
    }

    [Fact]
    public async Task Scan_OneOwed_NothingPassesTheWindowUntilItComes()
    {
        _box.Records.IsFull = true;
        await _box.ScanAsync(1);
        _box.Records.IsFull = false;
        for (ulong sequence = 2; sequence <= 64; sequence++)
        {
            Task<AdmissionResult> scan = _box.ScanAsync(sequence);
            _box.Records.Commit();
            Assert.True((await scan).IsKept);
        }

        AdmissionResult tooFar = await _box.ScanAsync(65);
        Assert.Equal(AdmissionStatus.Full, tooFar.Status);
        Assert.Contains("1", tooFar.Refusal!.Detail, StringComparison.Ordinal);

        foreach (ulong sequence in (ulong[])[1, 65])
        {
            Task<AdmissionResult> scan = _box.ScanAsync(sequence);
            _box.Records.Commit();
            Assert.Equal(AdmissionStatus.Kept, (await scan).Status);
        }

        Assert.Equal(65, _box.Records.Durable.Count);
    }

    [Fact]
    public async Task Scan_OneGivenUp_DoesNotStopTheDeviceForEver()
    {
        _box.Records.IsFull = true;
        await _box.ScanAsync(1);
        _box.Records.IsFull = false;
        Assert.Equal(AdmissionStatus.Full, (await _box.ScanAsync(500)).Status);
        _box.Time.Advance(TimeSpan.FromMinutes(11));
        Task<AdmissionResult> scan = _box.ScanAsync(500);
        _box.Records.Commit();
        Assert.True((await scan).IsKept);
    }

    [Fact]
    public async Task Scans_SeventyAtOnce_EnterInOrder()
    {
        Task<AdmissionResult>[] scans = [.. Enumerable.Range(1, 70).Select(n => _box.ScanAsync((ulong)n))];
        Assert.Equal(64, _box.Records.Pending);
        while (!Task.WhenAll(scans).IsCompleted)
        {
            _box.Records.Commit();
            await Task.Yield();
        }

        Assert.Equal(Enumerable.Range(1, 70).Select(n => (ulong)n), _box.Records.Durable.Select(item => item.DeviceSequence));
    }

    [Fact]
    public async Task Scan_IdCardWithoutService_IsStillThePerson()
    {
        _box.Hold = null;
        Task<AdmissionResult> scan = _box.Desk.AdmitAsync(
            SimBox.Device, _box.Gate, new ScanMessage(1, 1, null, Direction.In, CredentialKind.IdCard, "11010519491231002X", 3650), new SimBox.Sink()).AsTask();
        _box.Records.Commit();
        await scan;
        Event kept = _box.Records.Durable.Single();
        Assert.Equal(16, kept.Scan.Person.Length);
        Assert.DoesNotContain("11010519491231002X", kept.ToString(), StringComparison.Ordinal);
    }

    private static async Task PendingAsync(SimLane lane, int count)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (lane.Pending < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{count} events were awaited in the {lane.Kind} lane, {lane.Pending} came.");
            await Task.Yield();
        }
    }
}
