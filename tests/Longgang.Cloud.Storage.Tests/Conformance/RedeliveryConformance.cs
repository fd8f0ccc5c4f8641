using CsCheck;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>Random deliveries: whatever is repeated, reordered, grouped and restarted, the ledger is exact and nothing is seen twice.</summary>
public abstract class RedeliveryConformance
{
    protected abstract Task<StoreUnderTest> StartAsync();

    /// <summary>How many histories to try.</summary>
    protected abstract int Histories { get; }

    [Fact]
    public async Task Deliver_AnyOrderAnyDuplication_LedgerExactAndEachEventOnce()
    {
        // A history: batch sizes of two outboxes, then deliveries by index in arbitrary order and number, with restarts between.
        Gen<(int[] Sizes, (int Batch, int Group, bool Restart)[] Deliveries, int Seed)> histories = Gen.Select(
            Gen.Int[1, 40].Array[1, 12],
            Gen.Select(Gen.Int[0, 23], Gen.Int[1, 4], Gen.Int[0, 19].Select(i => i == 0)).Array[1, 60],
            Gen.Int);
        await histories.SampleAsync(async history => await ReplayAsync(history.Sizes, history.Deliveries), iter: Histories, threads: 1);
    }

    private async Task ReplayAsync(int[] sizes, (int Batch, int Group, bool Restart)[] deliveries)
    {
        await using StoreUnderTest store = await StartAsync();
        BatchFactory[] boxes = [new("gw-001", 1), new("gw-002", 2)];
        IngestItem.Readable[][] batches = [.. boxes.Select((box, index) => Cut(box, sizes, $"device-{index}"))];
        var delivered = new HashSet<(int Box, int Batch)>();
        var group = new List<IngestItem>();
        foreach ((int batch, int size, bool restart) in deliveries)
        {
            int box = batch % 2;
            int index = batch / 2 % sizes.Length;
            group.Add(batches[box][index]);
            delivered.Add((box, index));
            if (group.Count >= size)
            {
                await DeliverAsync(store, group);
            }

            if (restart)
            {
                await store.RestartAsync();
            }
        }

        await DeliverAsync(store, group);
        IReadOnlyList<(string Device, long Sequence)> visible = [.. (await store.ExportAsync()).Select(line => (line.Device, line.Sequence)).Order()];
        IEnumerable<(string, long)> expected = delivered
            .SelectMany(pair => batches[pair.Box][pair.Batch].Batch.Events.Select(item => (item.Device, (long)item.DeviceSequence))).Order();
        Assert.Equal(expected, visible);
        for (int box = 0; box < boxes.Length; box++)
        {
            long[] sequences = [.. delivered.Where(pair => pair.Box == box)
                .SelectMany(pair => Enumerable.Range(0, (int)batches[box][pair.Batch].Batch.Count).Select(i => (long)batches[box][pair.Batch].Batch.FirstSequence + i)).Order()];
            if (sequences.Length == 0)
            {
                continue;
            }

            LaneBalance balance = LaneBalance.Of(await store.BooksAsync(boxes[box].Outbox));
            Assert.Equal(
                (sequences[^1], sequences.Length, sequences[^1] - sequences.Length, true),
                (balance.Accepted, balance.Stored, balance.Gaps, balance.Balanced));
        }
    }

    private static IngestItem.Readable[] Cut(BatchFactory box, int[] sizes, string device)
    {
        ulong first = 1;
        return [.. sizes.Select(size =>
        {
            IngestItem.Readable item = box.Scans(first, (uint)size, device);
            first += (ulong)size;
            return item;
        })];
    }

    private static async Task DeliverAsync(StoreUnderTest store, List<IngestItem> group)
    {
        if (group.Count > 0)
        {
            CommitResult result = await store.Ingest.CommitAsync([.. group], CancellationToken.None);
            Assert.All(result.Outcomes, outcome => Assert.Equal(AckStatus.Stored, outcome.Status));
            group.Clear();
        }
    }
}
