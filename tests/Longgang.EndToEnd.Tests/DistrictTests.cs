using System.Text.Json;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests;

/// <summary>
/// The whole product as black boxes: real processes, real sockets, a real disk, and the simulator's own count of what devices were
/// told is kept. Every run ends with the ledger.
/// </summary>
public sealed class DistrictTests
{
    [Fact]
    public async Task Scans_QuietDay_AreAllStoredOnceAndSeenAtOnce()
    {
        JsonElement run = await RunAsync("--devices", "200", "--gateways", "2", "--rate", "150", "--seconds", "12");

        Assert.True(run.GetProperty("alerts").GetInt64() > 0, $"No alert in {run}");
        Assert.Equal(200, run.GetProperty("devices").GetInt32());
        Assert.Equal(2, run.GetProperty("gateways").GetInt32());
    }

    [Fact]
    public async Task Scans_UplinkCut_ArriveLaterAndOnce() =>
        await RunAsync("--devices", "200", "--gateways", "2", "--rate", "150", "--seconds", "20", "--outage", "8");

    [Fact]
    public async Task Scans_ProcessesKilledAllTheTime_AreAllStoredOnce()
    {
        JsonElement run = await RunAsync("--devices", "200", "--gateways", "3", "--rate", "150", "--seconds", "30", "--chaos");

        Assert.True(run.GetProperty("kills").GetInt32() >= 3, $"Too quiet: {run}");
    }

    [Fact]
    public async Task Scans_BehindMosquittoThatIsKilledToo_AreAllStoredOnce()
    {
        JsonElement run = await RunAsync(
            "--devices", "200", "--gateways", "3", "--rate", "150", "--seconds", "30", "--broker", "mosquitto",
            "--broker-files", Repository.PathTo("deploy", "mosquitto"), "--chaos", "--chaos-every", "3");

        JsonElement kills = run.GetProperty("killsByName");
        Assert.True(kills.GetProperty("mosquitto").GetInt32() > 0, $"{kills}");
        Assert.True(kills.GetProperty("cloud").GetInt32() > 0, $"{kills}");
    }

    [Fact]
    public async Task Scans_BadInputAmongThem_IsRefusedByNameAndDisturbsNothing()
    {
        JsonElement run = await RunAsync("--devices", "100", "--gateways", "1", "--rate", "100", "--seconds", "12", "--malformed", "0.1");

        JsonElement refused = run.GetProperty("refused");
        Assert.True(refused.GetProperty("malformed-json").GetInt64() > 0, $"{refused}");
        Assert.True(refused.GetProperty("id-check-digit").GetInt64() > 0, $"{refused}");
        Assert.True(refused.GetProperty("temperature-impossible").GetInt64() > 0, $"{refused}");
    }

    private static async Task<JsonElement> RunAsync(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string json = folder.PathTo("run.json");
        await using ProductProcess demo = ProductProcess.Start(
            Built.Simulator,
            [
                "demo", .. arguments, "--json", json,
                "--gateway-exe", Built.Gateway, "--cloud-exe", Built.Cloud, "--policy", Built.Policy,
            ]);

        int exit = await demo.WaitForExitAsync(TimeSpan.FromMinutes(4));

        Assert.True(exit == 0, $"The demo ended with {exit}.\n{demo.Output}");
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        JsonElement run = document.RootElement.Clone();
        Assert.True(run.GetProperty("accepted").GetInt64() > 0);
        Assert.Equal(0, run.GetProperty("lost").GetInt64());
        Assert.Equal(0, run.GetProperty("duplicated").GetInt64());
        Assert.Equal(0, run.GetProperty("pending").GetInt64());
        return run;
    }
}
