using System.Text.Json;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Tests.Places;

public sealed class FleetPlannerTests
{
    private static readonly GatewayPlan[] _gateways = [new("gw-001", "127.0.0.1:1", "127.0.0.1:2"), new("gw-002", "127.0.0.1:3", null)];

    [Fact]
    public void All_OfTheDistrict_AreElevenStreetsAndTheirCommunities()
    {
        Assert.Equal(119, Communities.All.Count);
        Assert.Equal(11, Communities.All.Select(c => c.Code[..9]).Distinct().Count());
        Assert.All(Communities.All, c => Assert.Matches("^440307[0-9]{6}$", c.Code));
    }

    [Fact]
    public void Plan_OfTheWholeFleet_HasTheSharesAndEveryCommunity()
    {
        FleetPlan plan = FleetPlanner.Plan(1859, _gateways, httpShare: 0.05, v311Share: 0.5);
        Assert.Equal(92, plan.Devices.Count(d => d.Protocol == DeviceProtocol.Http));
        Assert.InRange(plan.Devices.Count(d => d.Protocol == DeviceProtocol.Mqtt311), 882, 885);
        Assert.Equal(119, plan.Devices.Select(d => d.Area).Distinct().Count());
        Assert.Equal(930, plan.Devices.Count(d => d.Gateway == 0));
        Assert.Equal(1859, plan.Devices.Select(d => d.Id).Distinct().Count());
        Assert.Equal(1859, plan.Devices.Select(d => d.Secret).Distinct().Count());
    }

    [Fact]
    public void Save_OfADevicesFile_HoldsHashesOnly()
    {
        FleetPlan plan = FleetPlanner.Plan(4, _gateways, 0, 0);
        string path = Path.GetTempFileName();
        DevicesFile.Save(plan, 1, path);
        string text = File.ReadAllText(path);
        File.Delete(path);
        using var document = JsonDocument.Parse(text);
        JsonElement[] devices = [.. document.RootElement.GetProperty("devices").EnumerateArray()];
        Assert.Equal(["sentinel-0003", "sentinel-0004"], devices.Select(d => d.GetProperty("id").GetString()));
        Assert.Equal(DevicesFile.Hash(plan.Devices[2].Secret), devices[0].GetProperty("secretSha256").GetString());
        Assert.DoesNotContain(plan.Devices[2].Secret, text, StringComparison.Ordinal);
    }

    // printf abc | sha256sum
    [Fact]
    public void Hash_OfAText_IsItsSha256() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", DevicesFile.Hash("abc"));
}
