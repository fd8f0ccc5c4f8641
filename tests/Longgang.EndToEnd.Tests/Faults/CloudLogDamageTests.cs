using System.Text.Json;
using Longgang.EndToEnd.Tests.Faults.Support;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>
/// The write-ahead log of a killed cloud is damaged. SQLite takes it up to the first bad frame and drops the rest without a word, and with it events that the box
/// has been told of and deleted. The box's own figures show it: the ledger does not balance.
/// </summary>
public sealed class CloudLogDamageTests
{
    [Fact]
    public async Task WriteAheadLog_Damaged_LedgerSaysHowManyAreMissing()
    {
        int rounds = LongRun.Is ? 30 : 2;
        var random = new Random(12);
        await using var site = new FaultSite();
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        int lost = 0;
        for (int round = 0; round < rounds; round++)
        {
            await site.FeedAsync();
            await site.KillCloudAsync();
            string log = site.Database + "-wal";
            byte[] content = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
            int at = random.Next(content.Length / 2, content.Length);
            content[at] ^= 0x20;
            await File.WriteAllBytesAsync(log, random.Next(3) == 0 ? content[..at] : content, TestContext.Current.CancellationToken);
            await site.StartCloudAsync();

            int missing = await site.CountMissingAsync();
            lost = missing; // of all rounds so far
            JsonElement ledger = default;
            await FaultSite.UntilAsync(
                async () =>
                {
                    ledger = await site.LedgerAsync();
                    JsonElement[] records = [.. ledger.GetProperty("items").EnumerateArray().Where(static line => line.GetProperty("lane").GetString() == "record")];
                    return records.Sum(static line => line.GetProperty("unexplained").GetInt64()) == missing
                        && ledger.GetProperty("sums").GetProperty("balanced").GetBoolean() == (missing == 0 && ledger.GetProperty("items").EnumerateArray().All(static line => line.GetProperty("unexplained").GetInt64() == 0));
                },
                TimeSpan.FromSeconds(40),
                () => Task.FromResult($"the ledger to say that {missing} are missing: {ledger}"));
        }

        FaultSite.Say($"{lost} events lost in {rounds} damaged logs, all of them in the ledger");
        Assert.True(lost > 0, "no log lost anything: the test tests nothing");
    }
}
