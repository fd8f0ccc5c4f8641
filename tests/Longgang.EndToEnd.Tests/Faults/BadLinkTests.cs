using System.Diagnostics;
using Longgang.EndToEnd.Tests.Faults.Support;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>The way to the cloud goes bad in every manner, in random alternation, while events flow.</summary>
public sealed class BadLinkTests
{
    private static readonly LinkFault[] Faults = [LinkFault.Stall, LinkFault.HalfOpen, LinkFault.Drip, LinkFault.Reset, LinkFault.RecordsLost];

    [Fact]
    public async Task Link_BadInEveryManner_EverythingArrivesOnce()
    {
        int rounds = LongRun.Is ? 100 : Faults.Length;
        var random = new Random(6);
        await using var site = new FaultSite { UplinkPatience = TimeSpan.FromSeconds(1) };
        await using var proxy = new LinkProxy(site.Broker, seed: 6);
        site.UplinkPort = proxy.Port;
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            device.Start(crowd: 5, TimeSpan.FromMilliseconds(20));
        }

        for (int round = 0; round < rounds; round++)
        {
            LinkFault fault = round < Faults.Length ? Faults[round] : Faults[random.Next(Faults.Length)];
            int hurt = proxy.Hurt;
            proxy.Switch(fault);
            await FaultSite.UntilAsync(
                () => Task.FromResult(proxy.Hurt >= hurt + 3), TimeSpan.FromSeconds(90), () => Task.FromResult($"{fault} to hurt something\n{site.Box!.Output}"));
            if (random.Next(3) == 0)
            {
                continue; // straight into the next one
            }

            proxy.Switch(LinkFault.None);
            long stored = (await site.LedgerAsync()).GetProperty("sums").GetProperty("stored").GetInt64();
            await FaultSite.UntilAsync(
                async () => (await site.LedgerAsync()).GetProperty("sums").GetProperty("stored").GetInt64() > stored,
                TimeSpan.FromSeconds(90),
                () => Task.FromResult($"events to flow again after {fault}\n{site.Box!.Output}"));
        }

        proxy.Switch(LinkFault.None);
        foreach (TruthfulDevice device in site.Devices)
        {
            await device.StopAsync();
        }

        await site.CountAsync(TimeSpan.FromMinutes(3));
        FaultSite.Say($"{rounds} faults, {proxy.Connections} connections, {proxy.Hurt} packets hurt");
    }

    [Fact]
    public async Task Records_GetLost_AlertsArriveAllTheSame()
    {
        await using var site = new FaultSite { UplinkPatience = TimeSpan.FromSeconds(5) };
        await using var proxy = new LinkProxy(site.Broker, seed: 7);
        site.UplinkPort = proxy.Port;
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        TruthfulDevice sentinel = site.Devices[0];
        Assert.True(await sentinel.PushAsync(19));
        await site.CountAsync(TimeSpan.FromMinutes(1));
        proxy.Switch(LinkFault.RecordsLost);
        site.Devices[^1].Start(crowd: 20, TimeSpan.FromMilliseconds(50));
        await FaultSite.UntilAsync(() => Task.FromResult(proxy.Hurt > 0), TimeSpan.FromSeconds(30), () => Task.FromResult("a record to get lost"));
        var took = new List<double>();
        for (int alert = 0; alert < 5; alert++)
        {
            long before = await AlertsAsync(site);
            long started = Stopwatch.GetTimestamp();
            Assert.True(await sentinel.PushAsync(20)); // one of them has a fever
            await FaultSite.UntilAsync(
                async () => await AlertsAsync(site) > before, TimeSpan.FromSeconds(60), () => Task.FromResult($"the alert to arrive\n{site.Box!.Output}"));
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        FaultSite.Say($"alerts arrived after {string.Join(", ", took.Select(static one => $"{one:F0}"))} ms, while {proxy.Hurt} records got lost");
        await site.Devices[^1].StopAsync();
        proxy.Switch(LinkFault.None);
        await site.CountAsync(TimeSpan.FromMinutes(2));
    }

    private static async Task<long> AlertsAsync(FaultSite site) => (await site.LedgerAsync()).GetProperty("items").EnumerateArray()
        .Where(static line => line.GetProperty("lane").GetString() == "alert").Sum(static line => line.GetProperty("stored").GetInt64());
}
