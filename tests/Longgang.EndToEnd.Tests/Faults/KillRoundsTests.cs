using Longgang.EndToEnd.Tests.Faults.Support;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>kill -9 of any process of the product at any instant, again and again, while devices push scans and readings.</summary>
public sealed class KillRoundsTests
{
    [Fact]
    public async Task Kill_AnyProcessAtAnyInstant_EverythingAcknowledgedIsStoredOnce()
    {
        int rounds = LongRun.Is ? 330 : 10;
        var random = new Random(8);
        await using var site = new FaultSite();
        await site.StartCloudAsync();
        await site.StartBoxAsync();

        // Whoever can die stands here with how it is killed and started, whatever process it is.
        (string Name, Func<Task> Kill, Func<Task> Start)[] victims =
        [
            ("gateway", site.KillBoxAsync, () => site.StartBoxAsync(awaitReady: false)),
            ("cloud", () => site.KillCloudAsync(), () => site.StartCloudAsync(awaitReady: false)),
        ];
        foreach (TruthfulDevice device in site.Devices)
        {
            device.Start(crowd: 1 + random.Next(20), TimeSpan.FromMilliseconds(20));
        }

        var kills = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int round = 0; round < rounds; round++)
        {
            // One in four dies on its way up; the others once devices have been served again.
            if (random.Next(4) != 0)
            {
                int before = site.Devices.Sum(static device => device.AcknowledgedCount);
                await FaultSite.UntilAsync(
                    () => Task.FromResult(site.Devices.Sum(static device => device.AcknowledgedCount) >= before + 100),
                    TimeSpan.FromSeconds(60),
                    () => Task.FromResult($"devices to be served, round {round}\n{site.Box!.Output}"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TestContext.Current.CancellationToken);
            (string name, Func<Task> kill, Func<Task> start) = victims[random.Next(victims.Length)];
            await kill();
            kills[name] = kills.GetValueOrDefault(name) + 1;
            await start();
        }

        foreach (TruthfulDevice device in site.Devices)
        {
            await device.StopAsync();
        }

        await site.AwaitCloudAsync();
        await site.AwaitBoxAsync();
        await site.CountAsync(TimeSpan.FromMinutes(2));
        FaultSite.Say(string.Join(", ", kills.Select(static one => $"{one.Value} kills of the {one.Key}")));
    }
}
