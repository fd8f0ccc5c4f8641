using System.Globalization;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>The district speaks: 2,300 speakers at 120 boxes, three receipts each, with alerts among them. Timings are told, not asserted: they are the machine's.</summary>
public abstract class ReceiptLoadConformance
{
    private const int Boxes = 120;
    private const int Speakers = 2_300;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Receipts_OfTheWholeDistrict_AllThereAndAlertsAmongThemToo()
    {
        await using StoreUnderTest store = await StartAsync();
        string[] speakers = [.. Enumerable.Range(0, Speakers).Select(i => string.Create(CultureInfo.InvariantCulture, $"speaker-{i:0000}"))];
        var sequences = new ulong[Boxes];
        Array.Fill(sequences, 1UL);
        IngestItem.Readable Of(int box, params List<Event> events)
        {
            IngestItem.Readable item = new BatchFactory(string.Create(CultureInfo.InvariantCulture, $"gw-{box:000}"), (UInt128)(ulong)(1 + box), Lane.Alert).Item(sequences[box], events);
            sequences[box] += (ulong)events.Count;
            return item;
        }

        await store.CommitAsync([.. Enumerable.Range(0, Boxes).Select(box => Of(box, [.. speakers.Where((_, i) => i % Boxes == box).Select(speaker => BatchFactory.Speaker(speaker))]))]);
        await AnnouncementFactory.DispatchAsync(store, 1, speakers);
        long start = TimeProvider.System.GetTimestamp();
        await AnnouncementFactory.DispatchAsync(store, 2, speakers);
        double dispatch = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;

        var groups = new List<double>();
        byte alert = 1;
        for (uint step = 1; step <= 3; step++)
        {
            foreach (int[] part in Enumerable.Range(0, Boxes).Chunk(30))
            {
                IngestItem[] items = [.. part.Select(box => Of(box, [.. speakers.Where((_, i) => i % Boxes == box).Select(speaker => BatchFactory.Receipt(1, speaker, step, (ReceiptState)step, last: step == 3))]))];
                IngestItem alone = Of(0, BatchFactory.Alert(alert, "sentinel-0001", alert++));
                start = TimeProvider.System.GetTimestamp();
                await store.CommitAsync([.. items, alone]);
                groups.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        start = TimeProvider.System.GetTimestamp();
        Coverage coverage = Coverage.Of(await store.Announcements.ReadPartsAsync(BatchFactory.AlertIdText(1), 1, Stop));
        double read = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"create, submit, approve and dispatch with {Speakers} targets {dispatch:0} ms; 12 groups of 575 receipts and an alert: {groups.Sum():0} ms together, median {groups.Order().ElementAt(6):0.0} ms, worst {groups.Max():0} ms; coverage {read:0} ms");
        Assert.Equal(Speakers, coverage.Total.States[ReceiptState.Finished]);
        Assert.Empty(coverage.NotPlayed);
        Assert.Equal(12, await store.Alerts.CountOpenAsync(Stop));
        Assert.Equal(Speakers, (await store.Speakers.ListAsync(false, Stop)).Count);
    }
}
