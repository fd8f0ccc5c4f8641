using System.Diagnostics;
using System.Globalization;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

/// <summary>A storage process is killed in the middle of its work, again and again: what it acknowledged is there, once.</summary>
public sealed class KillTests
{
    private const int Rounds = 50;

    [Fact]
    public async Task Kill9_InMidIngest_AcknowledgedIsStoredOnce()
    {
        string directory = Directory.CreateTempSubdirectory("lg-kill-").FullName;
        try
        {
            var chance = new Random(20220314);
            long acknowledged = 0;
            long killedInFlight = 0;
            for (int round = 0; round < Rounds; round++)
            {
                (long last, bool inFlight) = await RunAndKillAsync(directory, acknowledged, chance.Next(1, 60));
                acknowledged = Math.Max(acknowledged, last);
                killedInFlight += inFlight ? 1 : 0;

                await using SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory);
                IReadOnlyList<LaneBooks> all = await store.Ledger.ReadBooksAsync(TestContext.Current.CancellationToken);
                LaneBooks? books = all.Count == 0 ? null : all[0];
                IReadOnlyList<ExportedEvent> visible = await store.ExportAsync();
                long stored = books?.Stored.Count ?? 0;

                // Everything acknowledged is there; beyond it at most what was being committed when it died.
                Assert.True(stored >= acknowledged, $"round {round}: {acknowledged} acknowledged, {stored} stored");
                Assert.True(books is null || books.Stored.Runs.Count == 1, $"round {round}: the ledger has holes");
                Assert.Equal(Enumerable.Range(1, (int)stored).Select(i => (long)i), visible.Select(line => line.Sequence));
                Assert.Equal(stored, (await store.Fleet.FindDeviceAsync("sentinel-0001", TestContext.Current.CancellationToken))?.Scans ?? 0);
            }

            Assert.True(acknowledged > Rounds, "the rounds were killed before they did anything");
            TestContext.Current.TestOutputHelper?.WriteLine($"{acknowledged} events acknowledged, {killedInFlight} kills while it worked");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The child: sends batches for ever, beginning with some that may be stored already, and says what was acknowledged.</summary>
    internal static async Task<int> IngestForEverAsync(string directory, long from)
    {
        await using SqliteUnderTest store = await SqliteUnderTest.StartAsync(directory);
        var box = new BatchFactory();
        ulong first = (ulong)from + 1;
        while (true)
        {
            // Sizes depend on the position only, so that a repetition is the same batch.
            IngestItem[] group = [.. Cut(box, ref first)];
            await store.Ingest.CommitAsync(group, CancellationToken.None);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first - 1}"));
            await Console.Out.FlushAsync();
        }
    }

    private static List<IngestItem> Cut(BatchFactory box, ref ulong first)
    {
        var group = new List<IngestItem>();
        for (int i = 0; i < 3; i++)
        {
            uint count = (uint)(first % 7) + 1;
            group.Add(box.Scans(first, count));
            first += count;
        }

        return group;
    }

    private static async Task<(long Acknowledged, bool InFlight)> RunAndKillAsync(string directory, long from, int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add("--ingest-for-ever");
        start.ArgumentList.Add(directory);
        start.ArgumentList.Add(from.ToString(CultureInfo.InvariantCulture));
        using Process child = Process.Start(start)!;
        long last = 0;
        for (int i = 0; i < lines; i++)
        {
            string? line = await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                .AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.NotNull(line);
            last = long.Parse(line, CultureInfo.InvariantCulture);
        }

        bool running = !child.HasExited;
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        // What it still managed to say before it died was acknowledged too.
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            last = long.TryParse(line, CultureInfo.InvariantCulture, out long value) ? Math.Max(last, value) : last;
        }

        return (last, running);
    }
}
