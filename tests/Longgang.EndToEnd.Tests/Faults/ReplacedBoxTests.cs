using System.Text.Json;
using Longgang.EndToEnd.Tests.Faults.Support;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>The box is gone with everything that it held, and a new one, or an empty folder, takes its place.</summary>
public sealed class ReplacedBoxTests
{
    [Fact]
    public async Task Folder_GoneWhileEventsArePending_LedgerNamesWhatIsLost()
    {
        await using var site = new FaultSite();
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            Assert.True(await device.PushAsync(100));
        }

        await site.CountAsync(TimeSpan.FromMinutes(1));
        string old = (await site.BoxLaneAsync(1)).GetProperty("outbox").GetString()!;
        var delivered = site.Devices.ToDictionary(static device => device.Id, static device => device.Highest);

        // The cloud is away while the box takes more, and hears of it before the box is gone; then nothing can come any more.
        await site.KillCloudAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            Assert.True(await device.PushAsync(50));
        }

        long accepted = (await site.BoxLaneAsync(1)).GetProperty("accepted").GetInt64();
        await site.KillBoxAsync();
        Directory.Delete(site.Data, recursive: true);
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            Assert.True(await device.PushAsync(30)); // sequences that the new box has never seen
        }

        await site.CountAsync(TimeSpan.FromMinutes(1), (id, sequence) => sequence > delivered[id] && sequence <= delivered[id] + 50, balanced: false);
        await FaultSite.UntilAsync(
            async () => (await site.LedgerLineAsync("record", old)).GetProperty("state").GetString() == "replaced",
            TimeSpan.FromSeconds(20),
            async () => $"the ledger to say that the outbox is replaced: {await site.LedgerAsync()}");
        JsonElement line = await site.LedgerLineAsync("record", old);
        FaultSite.Say($"{line}");
        long last = line.GetProperty("accepted").GetInt64();
        Assert.False(line.GetProperty("balanced").GetBoolean());
        Assert.Equal(0, line.GetProperty("pending").GetInt64());
        Assert.Equal(last, line.GetProperty("unknownAfter").GetInt64());
        Assert.True(last <= accepted);
        Assert.Equal(last, line.GetProperty("stored").GetInt64() + line.GetProperty("lost").GetInt64() + line.GetProperty("quarantined").GetInt64());
        Assert.False((await site.LedgerAsync()).GetProperty("sums").GetProperty("balanced").GetBoolean());
    }

    [Fact]
    public async Task Folder_GoneAfterTheCloudHeardOfABacklog_EveryLostSequenceIsNamed()
    {
        await using var site = new FaultSite();
        await using var proxy = new LinkProxy(site.Broker, seed: 5);
        site.UplinkPort = proxy.Port;
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            Assert.True(await device.PushAsync(100));
        }

        await site.CountAsync(TimeSpan.FromMinutes(1));
        string old = (await site.BoxLaneAsync(1)).GetProperty("outbox").GetString()!;

        // The records get lost on the way, the status does not.
        proxy.Switch(LinkFault.RecordsLost);
        foreach (TruthfulDevice device in site.Devices)
        {
            Assert.True(await device.PushAsync(50));
        }

        long accepted = (await site.BoxLaneAsync(1)).GetProperty("accepted").GetInt64();
        await FaultSite.UntilAsync(
            async () => (await site.LedgerLineAsync("record", old)).GetProperty("accepted").GetInt64() == accepted,
            TimeSpan.FromSeconds(60),
            async () => $"the cloud to hear of the backlog: {await site.LedgerAsync()}");
        await site.KillBoxAsync();
        Directory.Delete(site.Data, recursive: true);
        proxy.Switch(LinkFault.None);
        await site.StartBoxAsync();
        Assert.True(await site.Devices[0].PushAsync(10));
        await FaultSite.UntilAsync(
            async () => (await site.LedgerLineAsync("record", old)).GetProperty("state").GetString() == "replaced",
            TimeSpan.FromSeconds(30),
            async () => $"the ledger to say that the outbox is replaced: {await site.LedgerAsync()}");
        JsonElement line = await site.LedgerLineAsync("record", old);
        FaultSite.Say($"{accepted} accepted, then {line}");
        long lost = line.GetProperty("lostRanges").EnumerateArray().Sum(static range => range.GetProperty("last").GetInt64() - range.GetProperty("first").GetInt64() + 1);
        Assert.Equal(200, lost);
        Assert.Equal((lost, accepted - lost), (line.GetProperty("lost").GetInt64(), line.GetProperty("stored").GetInt64()));
    }
}
