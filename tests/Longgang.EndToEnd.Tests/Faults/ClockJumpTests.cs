using System.Text.Json;
using Longgang.EndToEnd.Tests.Faults.Support;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>The box's wall clock jumps by ten years and back while it works: the monotonic clock goes its way.</summary>
public sealed class ClockJumpTests
{
    [Fact]
    public async Task Clock_JumpsTenYears_NothingHangsAndNothingIsLost()
    {
        using var folder = new TemporaryFolder();
        using WallClock clock = WallClock.Make(folder.Path);
        await using var site = new FaultSite { GatewayPrefix = clock.Prefix };
        await using var proxy = new LinkProxy(site.Broker, seed: 9);
        site.UplinkPort = proxy.Port;
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            device.Start(crowd: 5, TimeSpan.FromMilliseconds(10));
        }

        int[] eras = [1, -1, 0, -1, 1, 0];
        for (int jump = 0; jump < (LongRun.Is ? 60 : eras.Length); jump++)
        {
            TimeSpan era = TimeSpan.FromDays(3650 * eras[jump % eras.Length]);
            clock.Set(era);

            // In every era: devices are acknowledged, events and alerts reach the cloud, and a broken connection is made anew.
            proxy.Switch(LinkFault.Reset);
            int connections = proxy.Connections;
            await FaultSite.UntilAsync(
                () => Task.FromResult(proxy.Connections > connections), TimeSpan.FromSeconds(60), () => Task.FromResult($"a reconnect after {era}\n{site.Box!.Output}"));
            proxy.Switch(LinkFault.None);
            int acknowledged = site.Devices.Sum(static device => device.AcknowledgedCount);
            long stored = await StoredAsync(site);
            await FaultSite.UntilAsync(
                async () => site.Devices.Sum(static device => device.AcknowledgedCount) >= acknowledged + 100 && await StoredAsync(site) >= stored + 100,
                TimeSpan.FromSeconds(60),
                () => Task.FromResult($"events to flow after {era}\n{site.Box!.Output}"));
        }

        foreach (TruthfulDevice device in site.Devices)
        {
            await device.StopAsync();
        }

        await site.CountAsync(TimeSpan.FromMinutes(1));
        await CheckErasAsync(site);
    }

    // Scans of all three eras are there, and each device's in its own order.
    private static async Task CheckErasAsync(FaultSite site)
    {
        var eras = new HashSet<int>();
        foreach (TruthfulDevice device in site.Devices.Take(2))
        {
            long after = 0;
            long sequence = 0;
            while (true)
            {
                JsonElement page = await site.GetCloudAsync($"/v1/scans?device={device.Id}&after={after}&limit=1000");
                foreach (JsonElement scan in page.GetProperty("items").EnumerateArray())
                {
                    Assert.Equal(++sequence, scan.GetProperty("seq").GetInt64());
                    _ = eras.Add((int)Math.Round((scan.GetProperty("boxTime").GetDateTimeOffset() - DateTimeOffset.UtcNow).TotalDays / 3650));
                }

                if (page.GetProperty("next").ValueKind == JsonValueKind.Null)
                {
                    break;
                }

                after = page.GetProperty("next").GetInt64();
            }
        }

        Assert.Equal([-1, 0, 1], eras.Order());
    }

    private static async Task<long> StoredAsync(FaultSite site) => (await site.LedgerAsync()).GetProperty("sums").GetProperty("stored").GetInt64();
}
