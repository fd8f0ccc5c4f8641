using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

/// <summary>
/// Bits of the log of a store that was killed are flipped: what is served is true, and what is missing shows in the ledger by the box's own figures. Where transactions lie behind the damage,
/// the store says so as well.
/// </summary>
public sealed class LogDamageTests
{
    private const int Batches = 30;
    private const uint BatchEvents = 40;

    [Fact]
    public async Task Open_BitOfLogFlipped_MissingShowsInTheLedger()
    {
        int rounds = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 300 : 40;
        string directory = Directory.CreateTempSubdirectory("lg-log-").FullName;
        string database = Path.Combine(directory, "district.db");
        try
        {
            (byte[] content, byte[] log, string map) = await KillAsync(directory);
            var chance = new Random(7);
            int lost = 0, said = 0, whole = 0;
            for (int round = 0; round < rounds; round++)
            {
                Directory.Delete(directory, recursive: true);
                Directory.CreateDirectory(directory);
                byte[] damaged = [.. log];
                long bit = chance.NextInt64(damaged.Length * 8L);
                damaged[bit / 8] ^= (byte)(1 << (int)(bit % 8));
                await File.WriteAllBytesAsync(database, content, TestContext.Current.CancellationToken);
                await File.WriteAllBytesAsync(database + "-wal", damaged, TestContext.Current.CancellationToken);
                await File.WriteAllTextAsync(database + ".map", map, TestContext.Current.CancellationToken);
                await using SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory);

                LaneBooks books = await store.BooksAsync(new BatchFactory().Outbox);
                LaneBalance balance = LaneBalance.Of(books);
                IReadOnlyList<ExportedEvent> visible = await store.ExportAsync();
                Assert.Equal(Enumerable.Range(1, visible.Count).Select(static i => (long)i), visible.Select(static line => line.Sequence));
                Assert.Equal(visible.Count, balance.Stored);
                Assert.Equal(Batches * BatchEvents - visible.Count, balance.Unexplained);
                _ = balance.Unexplained > 0 ? lost++ : whole++;
                said += store.Writer.Damage is null ? 0 : 1;
                Assert.True(balance.Unexplained <= BatchEvents || store.Writer.Damage is not null, $"bit {bit}: {balance.Unexplained} are missing, and the store does not say why");
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} flips in a log of {log.Length} bytes: {whole} lost nothing, {lost} lost something, {said} said by the store");
            Assert.True(lost > rounds / 4 && said > 0, "hardly anything was lost: the test tests nothing");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The files of a store as a kill leaves them: the box's figures in the database, everything else in the log.</summary>
    private static async Task<(byte[] Content, byte[] Log, string Map)> KillAsync(string directory)
    {
        var box = new BatchFactory();
        string database = Path.Combine(directory, "district.db");
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory);
        await store.Fleet.RecordStatusAsync(box.Gateway, Status(box), BatchFactory.Start, TestContext.Current.CancellationToken);
        await store.RestartAsync();
        for (uint batch = 0; batch < Batches; batch++)
        {
            await store.CommitAsync(box.Scans((batch * BatchEvents) + 1, BatchEvents));
        }

        return (
            await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(database + "-wal", TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(database + ".map", TestContext.Current.CancellationToken));
    }

    private static Contracts.Wire.GatewayStatus Status(BatchFactory box) => new()
    {
        Major = Contracts.Wire.WireVersion.Major,
        Online = true,
        Lanes =
        {
            new Contracts.Wire.LaneStatus
            {
                Lane = box.Lane,
                OutboxId = Google.Protobuf.ByteString.CopyFrom(BatchIdentity.OutboxBytes(box.Outbox)),
                Accepted = Batches * BatchEvents,
            },
        },
    };
}
