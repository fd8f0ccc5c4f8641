using System.Text.Json;
using Longgang.EndToEnd.Tests.Faults.Support;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>
/// A bit of the stopped cloud's database is flipped. The cloud starts all the same, says what was damaged, serves nothing that is not true, takes what boxes send, and its ledger names
/// what is lost.
/// </summary>
public sealed class CloudDamageTests
{
    [Fact]
    public async Task Database_BitFlipped_RestIsServedAndLossIsNamed()
    {
        int rounds = LongRun.Is ? 40 : 3;
        var random = new Random(24);
        await using var site = new FaultSite();
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        int lost = 0;
        for (int round = 0; round < rounds; round++)
        {
            await site.FeedAsync();
            await site.StopCloudAsync();
            byte[] content = await File.ReadAllBytesAsync(site.Database, TestContext.Current.CancellationToken);

            // The scans came last.
            content[random.Next(content.Length / 2, content.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(site.Database, content, TestContext.Current.CancellationToken);
            await site.StartCloudAsync();

            Assert.StartsWith("damaged", (await site.GetCloudAsync("/health/ready")).GetProperty("store").GetString(), StringComparison.Ordinal);
            int missing = await site.CountMissingAsync();
            lost = missing; // of all rounds so far
            JsonElement ledger = await site.LedgerAsync();
            long named = ledger.GetProperty("items").EnumerateArray().Sum(static line => line.GetProperty("lost").GetInt64() + line.GetProperty("unexplained").GetInt64());
            Assert.True(named >= missing, $"{missing} are missing, the ledger names {named}: {ledger}");
            Assert.True(missing == 0 || !ledger.GetProperty("sums").GetProperty("balanced").GetBoolean(), $"{missing} are missing, and the ledger balances");
        }

        await site.Devices[0].PushAsync(20);
        await site.DrainAsync(TimeSpan.FromMinutes(1));
        Dictionary<(string Device, long Sequence), int> last = await site.ExportAsync();
        Assert.True(last.ContainsKey((site.Devices[0].Id, site.Devices[0].Highest)), "the cloud takes nothing any more");
        Assert.True(lost > 0, "nothing was lost: the test tests nothing");
        FaultSite.Say($"{lost} events lost in {rounds} damaged databases, all of them in the ledger");
    }
}
