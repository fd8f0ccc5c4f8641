using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longgang.EndToEnd.Tests.Faults.Support;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>
/// kill -9 of everything that the data passes, one or two at a time, while devices push: the box, each of two replicas of the cloud, the broker
/// between them, which comes back empty, and the database with all its processes.
/// </summary>
public sealed class KillEverythingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Kill_AnyOfAllProcesses_EverythingAcknowledgedIsStoredOnce()
    {
        int rounds = LongRun.Is ? 200 : 15;
        int seed = Environment.GetEnvironmentVariable("LONGGANG_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        FaultSite.Say($"LONGGANG_SEED={seed}, {rounds} rounds");
        var random = new Random(seed);
        await using PostgresServer database = await PostgresServer.StartAsync();
        string connection = await database.CreateDatabaseAsync();
        await using ShippedMosquitto broker = await ShippedMosquitto.StartAsync(FaultSite.Gateway);
        await using var site = new FaultSite(replicas: 2)
        {
            CloudStorage = new JsonObject { ["Kind"] = "postgres", ["Postgres"] = new JsonObject { ["ConnectionString"] = connection } },
            CloudBroker = replica => External(broker, replica),
            UplinkPort = broker.Port,
        };
        await Task.WhenAll(site.StartCloudAsync(), site.StartCloudAsync(replica: 1));
        await site.StartBoxAsync();
        Victim[] victims =
        [
            new("gateway", site.KillBoxAsync, () => site.StartBoxAsync(awaitReady: false)),
            new("cloud-0", () => site.KillCloudAsync(), () => site.StartCloudAsync(awaitReady: false)),
            new("cloud-1", () => site.KillCloudAsync(1), () => site.StartCloudAsync(awaitReady: false, 1)),
            new("broker", broker.KillAsync, broker.StartAgainAsync),
            new("database", database.KillWithChildrenAsync, database.StartAgainAsync),
        ];
        foreach (TruthfulDevice device in site.Devices)
        {
            device.Start(crowd: 1 + random.Next(20), TimeSpan.FromMilliseconds(50));
        }

        long started = Stopwatch.GetTimestamp();
        var turns = new Queue<Victim>();
        for (int round = 1; round <= rounds; round++)
        {
            await LifeAsync(site, random, round);
            int deaths = random.Next(4) == 0 ? 2 : 1;
            while (turns.Count < deaths)
            {
                Victim[] turn = [.. victims.Except(turns)];
                random.Shuffle(turn);
                Array.ForEach(turn, turns.Enqueue);
            }

            Victim[] dying = [.. Enumerable.Range(0, deaths).Select(_ => turns.Dequeue())];
            await Task.WhenAll(dying.Select(victim => victim.DieAsync(TimeSpan.FromMilliseconds(random.Next(2) * random.Next(2000)))).ToArray());
            FaultSite.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds,6:F1} s, round {round}: {string.Join(" and ", dying.Select(static victim => victim.Name))}; {Served(site)} acknowledged"));
        }

        foreach (TruthfulDevice device in site.Devices)
        {
            await device.StopAsync();
        }

        await site.AwaitCloudAsync();
        await site.AwaitCloudAsync(1);
        await site.AwaitBoxAsync();
        await site.CountAsync(2 * Patience);
        FaultSite.Say(string.Join(", ", victims.Select(static victim => $"{victim.Kills} kills of the {victim.Name}")));
        Assert.All(victims, victim => Assert.True(victim.Kills > 0, $"The {victim.Name} was never killed."));
    }

    private static JsonObject External(ShippedMosquitto broker, int replica) => new()
    {
        ["Kind"] = "external",
        ["External"] = new JsonObject
        {
            ["Host"] = "127.0.0.1",
            ["Port"] = broker.Port,
            ["UserName"] = ShippedMosquitto.ServiceUser,
            ["PasswordFile"] = broker.ServicePasswordFile,
            ["ClientId"] = string.Create(CultureInfo.InvariantCulture, $"cloud-{replica}"),
        },
    };

    /// <summary>
    /// What happens between two rounds: one in four finds whoever was killed on its way up, the others once devices have been served again, and half
    /// of these once the cloud has stored something again, too.
    /// </summary>
    private static async Task LifeAsync(FaultSite site, Random random, int round)
    {
        int awaited = random.Next(4);
        if (awaited > 0)
        {
            int before = Served(site);
            await FaultSite.UntilAsync(
                () => Task.FromResult(Served(site) >= before + 100),
                Patience,
                () => Task.FromResult($"devices to be served, round {round}\n{site.Box?.Output}"));
        }

        if (awaited > 1)
        {
            long before = -1;
            await FaultSite.UntilAsync(
                async () =>
                {
                    JsonElement lane = await site.BoxLaneAsync(1);
                    long stored = lane.GetProperty("accepted").GetInt64() - lane.GetProperty("pending").GetInt64();
                    before = before < 0 ? stored : before;
                    return stored > before;
                },
                Patience,
                async () => $"the cloud to store, round {round}: {await site.BoxLaneAsync(1)}\n{site.Box?.Output}\n{site.Cloud?.Output}");
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TestContext.Current.CancellationToken);
    }

    private static int Served(FaultSite site) => site.Devices.Sum(static device => device.AcknowledgedCount);
}
