using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>Bits flip, files are cut or disappear. What is whole survives, the rest is named; nothing is silently wrong.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly LaneFixture _fixture = new();

    private string Data => Path.Combine(_fixture.Directory, "lane", "lane.db");

    private string Log => Path.Combine(_fixture.Directory, "lane", "lane.log");

    private static Func<LaneOptions, LaneOptions> NoCache => static options => options with { CacheBytes = 0 };

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Flip_InOneBatch_QuarantinesThatBatchAndKeepsTheOutbox()
    {
        await PrepareAsync(4000);
        byte[] content = await File.ReadAllBytesAsync(Data, LaneFixture.Token);
        int page = Enumerable.Range(8, 100).First(number => content[DataFormat.PageOffset(number) + 4] == 4);
        content[DataFormat.PageOffset(page) + 4000] ^= 0xFF;
        await File.WriteAllBytesAsync(Data, content, LaneFixture.Token);

        var named = new List<LedgerEntry>();
        OutboxId outbox;
        await using (OutboxLane lane = await _fixture.OpenAsync(NoCache))
        {
            outbox = lane.Snapshot.Outbox;
            List<StoredBatch> batches = await LaneFixture.ReadAllAsync(lane);
            lane.ReportLedgerTo((entry, _) =>
            {
                named.Add(entry);
                return ValueTask.CompletedTask;
            });
            await LaneFixture.UntilAsync(() => named.Count == 1, "the ledger entry");
            Assert.Equal(outbox, OutboxId.FromBytes(named[0].OutboxId.Span));
            Assert.Equal(lane.Snapshot.Quarantined, named[0].LastSequence - named[0].FirstSequence + 1);
            Assert.Equal(4000UL, lane.Snapshot.Quarantined + (ulong)batches.Sum(static batch => batch.Count));
            Assert.Equal(4000UL, lane.Snapshot.Quarantined + lane.Snapshot.Pending);
            await LaneFixture.AppendAsync(lane, "d1", 4001, 10);
            foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
            {
                lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
            }

            await LaneFixture.UntilAsync(() => lane.Snapshot.Pending == 0, "the lane to drain around the hole");
        }

        await using OutboxLane again = await _fixture.OpenAsync();
        Assert.Equal(outbox, again.Snapshot.Outbox);
        Assert.Equal((4010UL, 0UL), (again.Snapshot.Accepted, again.Snapshot.Pending));
        Assert.Null(await again.ReadAfterAsync(0, LaneFixture.Token));
    }

    [Fact]
    public async Task Flip_WhereThePageOfTheNextBatchKeepsItsSlots_LaneTakesEventsAgain()
    {
        await PrepareAsync(3);
        byte[] content = await File.ReadAllBytesAsync(Data, LaneFixture.Token);
        byte[] log = await File.ReadAllBytesAsync(Log, LaneFixture.Token);
        int page = Enumerable.Range(0, (int)DataFormat.Pages(content.Length)).Last(number => content[DataFormat.PageOffset(number) + 4] == 4);

        // A slot is four bytes, counted from the end of the page. The page is handed out all the same, as a batch has a checksum of its own, and LiteDB stumbles with each insert.
        for (int back = 1; back <= 32; back++)
        {
            byte[] damaged = [.. content];
            damaged[DataFormat.PageOffset(page) + DataFormat.PageBytes - back] ^= 0x10;
            Directory.Delete(Path.GetDirectoryName(Data)!, recursive: true);
            Directory.CreateDirectory(Path.GetDirectoryName(Data)!);
            await File.WriteAllBytesAsync(Data, damaged, LaneFixture.Token);
            await File.WriteAllBytesAsync(Log, log, LaneFixture.Token);

            await using OutboxLane lane = await _fixture.OpenAsync();
            ulong sequence = 0;
            for (int attempt = 1; sequence == 0 && attempt <= 5; attempt++)
            {
                try
                {
                    sequence = await lane.AppendAsync(LaneFixture.Scan("d2", 1), LaneFixture.Token);
                }
                catch (LaneFaultedException)
                {
                    await LaneFixture.UntilAsync(() => !lane.Snapshot.Faulted, "the lane to take events again");
                }
            }

            Assert.True(sequence > 0, $"byte {back} from the end of page {page}: nothing is taken any more");
            Assert.Contains(await LaneFixture.ReadAllAsync(lane), batch => LaneFixture.Decode(batch).Events.Any(item => item.Device == "d2"));
        }
    }

    [Fact]
    public async Task Batch_MissingInTheMiddle_IsNamedOnceAndPassed()
    {
        await PrepareAsync(4000);
        ulong first;
        ulong end;
        using (BatchStore store = BatchStore.Open(new PosixFolder(Path.Combine(_fixture.Directory, "lane")), 1000))
        {
            first = store.FirstAfter(1500)!.Value;
            BatchDocument batch = store.Read(first).Batch!;
            end = batch.End;
            store.Commit([new AcknowledgedBatch(first, batch.Count, batch.Bytes)], null, null);
            _ = store.WriteNext();
            store.Checkpoint();
        }

        for (int opening = 0; opening < 3; opening++)
        {
            await using OutboxLane lane = await _fixture.OpenAsync(NoCache);
            List<StoredBatch> batches = await LaneFixture.ReadAllAsync(lane);
            Assert.Equal(4000UL - (end - first), (ulong)batches.Sum(static batch => batch.Count));

            // The counters move on when the quarantine is durable, which the reader does not wait for.
            await LaneFixture.UntilAsync(() => (lane.Snapshot.Quarantined, lane.Snapshot.Pending) == (end - first, 4000UL - (end - first)), "the hole to be counted");
            if (opening == 0)
            {
                LedgerEntry entry = Assert.Single(await ReportsAsync(lane, 1));
                Assert.Equal((first, end - 1), (entry.FirstSequence, entry.LastSequence));
                Assert.Contains("missing", entry.Reason, StringComparison.Ordinal);
            }
            else if (opening == 2)
            {
                batches.ForEach(batch => lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count));
                await LaneFixture.UntilAsync(() => lane.Snapshot.Pending == 0, "the lane to drain around the hole");
            }
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.02)]
    [InlineData(0)]
    public async Task Cut_DataFile_IsSalvagedAndNamed(double keep)
    {
        await PrepareAsync(4000);
        using (FileStream file = File.OpenWrite(Data))
        {
            file.SetLength((long)(file.Length * keep));
        }

        Assert.True(await CheckAsync(4000));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_fixture.Directory, "lane", "quarantine"), "*.db"));
    }

    [Fact]
    public async Task Log_Gone_IsNotTakenForAnEmptyOne()
    {
        await PrepareAsync(1000);
        File.Delete(Log);
        await using OutboxLane lane = await _fixture.OpenAsync(NoCache);
        Assert.Equal(1000UL, lane.Snapshot.Accepted);
        Assert.Equal(1000, (await LaneFixture.ReadAllAsync(lane)).Sum(static batch => batch.Count));
        Assert.Equal(1000UL, lane.RecoveredCursors["d1"].High);
        List<LedgerEntry> named = await ReportsAsync(lane, 2);
        Assert.Contains(named, static entry => entry.End == OutboxEnd.Unknown && entry.Reason.Contains("log is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_BrokenInTheMiddle_IsSalvagedAroundAndNamed()
    {
        string copy = Path.Combine(_fixture.Directory, "copy");
        await using (OutboxLane lane = await _fixture.OpenAsync(static options => options with { MaxBatchEvents = 16 }))
        {
            _ = await LaneFixture.AppendAsync(lane, "d1", 1, 640);
            _ = Directory.CreateDirectory(copy);
            File.Copy(Data, Path.Combine(copy, "lane.db"));
            File.Copy(Log, Path.Combine(copy, "lane.log"));
        }

        File.Move(Path.Combine(copy, "lane.db"), Data, overwrite: true);
        byte[] log = await File.ReadAllBytesAsync(Path.Combine(copy, "lane.log"), LaneFixture.Token);
        log[LogFormat.GroupsStart + 200_000] ^= 1;
        await File.WriteAllBytesAsync(Log, log, LaneFixture.Token);
        _ = await CheckAsync(640);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_fixture.Directory, "lane", "quarantine"), "*.log"));
    }

    private async Task PrepareAsync(int events)
    {
        await using OutboxLane lane = await _fixture.OpenAsync(NoCache);
        _ = await LaneFixture.AppendAsync(lane, "d1", 1, events);
    }

    private static async Task<List<LedgerEntry>> ReportsAsync(OutboxLane lane, int atLeast)
    {
        var named = new List<LedgerEntry>();
        lane.ReportLedgerTo((entry, _) =>
        {
            lock (named)
            {
                named.Add(entry);
            }

            return ValueTask.CompletedTask;
        });
        await LaneFixture.UntilAsync(() => named.Count >= atLeast, $"{atLeast} ledger entries");
        return named;
    }

    // Whether anything was missing. Whatever is missing must be named, and what comes out must be what went in.
    private async Task<bool> CheckAsync(int events)
    {
        await using OutboxLane lane = await _fixture.OpenAsync(NoCache);
        var seen = new SortedSet<ulong>();
        foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
        {
            foreach (Event item in LaneFixture.Decode(batch).Events)
            {
                Assert.Equal(LaneFixture.Scan("d1", item.DeviceSequence), item);
                Assert.True(seen.Add(item.DeviceSequence), $"{item.DeviceSequence} came twice");
            }
        }

        if (seen.Count == events)
        {
            return false;
        }

        var named = new List<LedgerEntry>();
        lane.ReportLedgerTo((entry, _) =>
        {
            lock (named)
            {
                named.Add(entry);
            }

            return ValueTask.CompletedTask;
        });
        await LaneFixture.UntilAsync(() => Missing() == 0, "every event that is not delivered to be named");
        return true;

        int Missing()
        {
            LedgerEntry[] entries;
            lock (named)
            {
                entries = [.. named];
            }

            var missing = new SortedSet<ulong>(Enumerable.Range(1, events).Select(static n => (ulong)n));
            missing.ExceptWith(seen);
            foreach (LedgerEntry entry in entries.Where(static entry => !entry.Reason.Contains("committed anew", StringComparison.Ordinal)))
            {
                for (ulong sequence = entry.FirstSequence; sequence <= entry.LastSequence; sequence++)
                {
                    _ = missing.Remove(sequence);
                }
            }

            // When even the counters are gone nobody can name what nobody remembers; the ledger then says from where on.
            _ = missing.RemoveWhere(sequence => entries.Any(entry => entry.End == OutboxEnd.Unknown && sequence > entry.LastSequence));
            return missing.Count;
        }
    }
}
