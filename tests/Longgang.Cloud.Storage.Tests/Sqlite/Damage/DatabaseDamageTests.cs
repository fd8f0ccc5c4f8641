using System.Globalization;
using Longgang.Cloud.Core.Scans;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

/// <summary>
/// Bits of a closed database are flipped and its file is cut, and the store opens it: whatever it serves is true, whatever is lost is named, and boxes that send everything again
/// make nothing visible twice.
/// </summary>
public sealed class DatabaseDamageTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1";

    [Fact]
    public async Task Open_OneBitFlipped_NothingIsSilentlyWrong() => await SweepAsync(
        IsLong ? 1000 : 100,
        static (chance, content) =>
        {
            long bit = chance.NextInt64(content.Length * 8L);
            content[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            return (content, string.Create(CultureInfo.InvariantCulture, $"bit {bit % 8} of byte {bit / 8}, page {(bit / 8 / 4096) + 1}"));
        });

    [Fact]
    public async Task Open_Truncated_NothingIsSilentlyWrong() => await SweepAsync(
        IsLong ? 200 : 30,
        static (chance, content) =>
        {
            int length = chance.Next(content.Length);
            length = chance.Next(2) == 0 ? length / 4096 * 4096 : length;
            return (content[..length], string.Create(CultureInfo.InvariantCulture, $"cut at {length} of {content.Length}"));
        });

    private static async Task SweepAsync(int rounds, Func<Random, byte[], (byte[] Damaged, string What)> hurt)
    {
        string directory = Directory.CreateTempSubdirectory("lg-damage-").FullName;
        try
        {
            var sent = new DistrictTruth(25);
            DistrictView truth = await MakeAsync(directory, sent);
            byte[] sound = await File.ReadAllBytesAsync(Database(directory), TestContext.Current.CancellationToken);
            string map = await File.ReadAllTextAsync(Database(directory) + ".map", TestContext.Current.CancellationToken);
            var chance = new Random(20261124);
            int harmless = 0, saved = 0, named = 0;
            var wrong = new List<string>();
            for (int round = 0; round < rounds; round++)
            {
                Directory.Delete(directory, recursive: true);
                Directory.CreateDirectory(directory);
                (byte[] damaged, string what) = hurt(chance, [.. sound]);
                await File.WriteAllBytesAsync(Database(directory), damaged, TestContext.Current.CancellationToken);
                await File.WriteAllTextAsync(Database(directory) + ".map", map, TestContext.Current.CancellationToken);
                await using SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory);
                string? damage = store.Writer.Damage;
                var verdict = new DamageVerdict(sent, truth, await DistrictView.ReadAsync(store), damage);
                wrong.AddRange(verdict.SilentlyWrong.Take(3).Select(line => $"{what}: {line}; said: {damage}"));
                _ = verdict.IsDifferent ? named++ : damage is null ? harmless++ : saved++;
                if (round % 5 == 0)
                {
                    wrong.AddRange((await SendAgainAsync(store, sent)).Select(line => $"{what}: {line}; said: {damage}"));
                }
            }

            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{rounds} of a database of {sound.Length} bytes: {harmless} harmless, {saved} found and nothing lost, {named} found and named, {wrong.Count} findings of silent wrongs");
            Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
            Assert.True(saved + named > rounds / 2, "hardly any damage was found: the test tests nothing");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Database(string directory) => Path.Combine(directory, "district.db");

    private static async Task<DistrictView> MakeAsync(string directory, DistrictTruth sent)
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory);
        await sent.FillAsync(store);
        await store.RestartAsync();
        DistrictView truth = await DistrictView.ReadAsync(store);
        Assert.Equal(sent.Visible, truth.Export.Count);
        return truth;
    }

    /// <summary>The boxes send all records again: what is lost may come back, what is there must not come twice.</summary>
    private static async Task<List<string>> SendAgainAsync(SqliteUnderTest store, DistrictTruth sent)
    {
        var wrong = new List<string>();
        foreach (Core.Ingestion.IngestItem[] group in sent.Records.Chunk(40))
        {
            await store.CommitAsync(group);
        }

        IReadOnlyList<ExportedEvent> visible = await store.ExportAsync();
        int different = visible.Select(static line => (line.Device, line.Epoch, line.Sequence)).Distinct().Count();
        if (different != visible.Count)
        {
            wrong.Add($"{visible.Count - different} events are visible twice");
        }

        if (visible.Count < sent.Visible)
        {
            wrong.Add($"{sent.Visible - visible.Count} events did not come back");
        }

        return wrong;
    }
}
