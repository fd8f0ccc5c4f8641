using Longgang.EndToEnd.Tests.Faults.Support;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>The kernel answers EIO to a running gateway: strace puts it in the place of the real call.</summary>
public sealed class DiskErrorTests
{
    [Theory]
    [InlineData("fdatasync", "10+40")]
    [InlineData("pwrite64", "15+25")]
    public async Task Call_FailsNowAndThen_LaneRecoversAndTellsTheTruth(string call, string when)
    {
        await using var site = new FaultSite();
        await site.StartCloudAsync();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            device.Start(crowd: 5, TimeSpan.FromMilliseconds(10));
        }

        await using (ProductProcess strace = ProductProcess.Start(
            "strace", "-f", "-p", $"{site.Box!.Id}", "-e", $"trace={call}", "-e", $"inject={call}:error=EIO:when={when}", "-e", "status=failed"))
        {
            await FaultSite.UntilAsync(
                () => Task.FromResult(strace.Output.Split('\n').Count(static line => line.Contains("(INJECTED)", StringComparison.Ordinal)) >= (LongRun.Is ? 100 : 10)),
                TimeSpan.FromMinutes(2),
                () => Task.FromResult($"the faults to be injected\n{strace.Output}\n{site.Box!.Output}"));
            FaultSite.Say($"{strace.Output.Split('\n').Count(static line => line.Contains("(INJECTED)", StringComparison.Ordinal))} times EIO on {call}");
            _ = await strace.StopAsync(TimeSpan.FromSeconds(10));
        }

        foreach (TruthfulDevice device in site.Devices)
        {
            await device.StopAsync();
        }

        Assert.False(site.Box!.HasExited, site.Box.Output);
        await site.CountAsync(TimeSpan.FromMinutes(1));
        Assert.Contains(site.Devices, static device => device.Refusals.ContainsKey("urn:longgang:refusal:box-fault"));
    }
}
