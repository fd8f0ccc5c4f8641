using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Storage.Sqlite.Upkeep;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

/// <summary>The file is damaged under a running store.</summary>
public sealed class RunningDamageTests
{
    [Fact]
    public async Task Read_PageDamagedMeanwhile_IsRefusedThenRepairedAndNamed()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 200), box.Scans(201, 200), box.Scans(401, 200));
        await store.RestartAsync();
        await FlipAsync(store.Options.Value.Path, "441781********3514"u8.ToArray());

        await Assert.ThrowsAsync<StoreDamagedException>(() => store.ExportAsync());
        await Assert.ThrowsAsync<StoreDamagedException>(() => store.Scans.ListAsync(null, 0, 1000, TestContext.Current.CancellationToken));

        // Ingestion goes on; before it does, the file is repaired.
        CommitResult result = await store.CommitAsync(box.Scans(601, 200));

        Assert.Equal(AckStatus.Stored, result.Outcomes[0].Status);
        IReadOnlyList<ExportedEvent> visible = await store.ExportAsync();
        LaneBooks books = await store.BooksAsync(box.Outbox);
        LaneBalance balance = LaneBalance.Of(books);
        Assert.InRange(visible.Count, 700, 799);
        Assert.Equal((visible.Count, 800 - visible.Count, false), (balance.Stored, balance.Lost, balance.Balanced));
        Assert.All(balance.LostRanges, run => Assert.DoesNotContain(visible, line => line.Sequence >= run.First && line.Sequence <= run.Last));
        Assert.Contains("rows are lost of scans (1 page)", store.Writer.Damage, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(store.Directory, "district.db.damaged-*"));

        // The box sends the lost ones again: they are stored, and nothing twice.
        await store.CommitAsync(box.Scans(1, 200), box.Scans(201, 200), box.Scans(401, 200));

        Assert.Equal(Enumerable.Range(1, 800).Select(static i => (long)i), (await store.ExportAsync()).Select(static line => line.Sequence).Order());
        Assert.True(LaneBalance.Of(await store.BooksAsync(box.Outbox)).Balanced);
    }

    [Fact]
    public async Task Read_LogDamagedMeanwhile_IsRefusedAndNeverMixedWithTheDatabase()
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync();
        var box = new BatchFactory();
        for (uint first = 1; first < 600; first += 20)
        {
            await store.CommitAsync(box.Scans(first, 20));
        }

        await FlipAsync(store.Options.Value.Path + "-wal", "441781********3514"u8.ToArray(), half: true);

        // The checkpointer must leave the log alone, and so must the writer when it closes to repair.
        store.Options.Value.CheckpointMebibytes = 0;
        using var checkpointer = new Checkpointer(store.Writer, store.Readers, store.Options, store.Time, NullLogger<Checkpointer>.Instance);
        await Assert.ThrowsAsync<StoreDamagedException>(() => checkpointer.PaceAsync(TestContext.Current.CancellationToken));
        await store.CommitAsync(box.Scans(601, 20));

        IReadOnlyList<ExportedEvent> visible = await store.ExportAsync();
        LaneBalance balance = LaneBalance.Of(await store.BooksAsync(box.Outbox));
        Assert.Equal(visible.Count, balance.Stored);
        Assert.Equal(Enumerable.Range(1, visible.Count - 20).Concat(Enumerable.Range(601, 20)).Select(static i => (long)i), visible.Select(static line => line.Sequence));
        Assert.Contains("write-ahead log", store.Writer.Damage, StringComparison.Ordinal);
    }

    private static async Task FlipAsync(string path, byte[] text, bool half = false)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, TestContext.Current.CancellationToken);

        // Not the first: it lies in the root of the tree, which was a leaf once. From a lost root everything comes back.
        int at = content.AsSpan(0, half ? content.Length / 2 : content.Length).LastIndexOf(text);
        Assert.True(at > 0, "there is no scan in the file");
        file.Position = at;
        file.WriteByte((byte)(content[at] ^ 1));
    }
}
