using System.Text.Json;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Tests.Places;

public sealed class SpeakerPlannerTests
{
    private static readonly GatewayPlan[] _gateways = [new("gw-001", "127.0.0.1:1", null), new("gw-002", "127.0.0.1:3", null), new("gw-003", "127.0.0.1:5", null)];
    private static readonly FleetPlan _empty = new(_gateways, []);

    [Fact]
    public void WithSpeakers_OfTheWholeDistrict_AreProportionalAndNearTheirStreet()
    {
        IReadOnlyList<SpeakerPlan> speakers = Plan();
        Assert.Equal(2300, speakers.Select(s => s.Id).Distinct().Count());
        int[] perCommunity = [.. speakers.GroupBy(s => s.Area).Select(g => g.Count())];
        Assert.Equal(119, perCommunity.Length);
        Assert.All(perCommunity, n => Assert.InRange(n, 19, 20));
        Assert.All(speakers.GroupBy(s => s.Gateway), g => Assert.InRange(g.Count(), 766, 767));
        Assert.All(speakers, s => Assert.InRange(MetresToTheStreet(s), 0, 2_401));
        // Scattered, not stacked: places differ, and a community's speakers stand together.
        Assert.Equal(2300, speakers.Select(s => (s.Latitude, s.Longitude)).Distinct().Count());
        Assert.InRange(speakers.Average(MetresToTheStreet), 1_000, 1_800);
        string[] labels = [.. speakers.SelectMany(s => s.Labels).Distinct()];
        Assert.Superset(new HashSet<string> { "school", "hospital", "market", "residential" }, labels.ToHashSet());
    }

    [Fact]
    public void WithSpeakers_OnRtp_AreTheShareInGroupsOfOneSite()
    {
        SpeakerPlan[] rtp = [.. Plan().Where(s => s.Adapter == SpeakerAdapter.Rtp)];
        Assert.InRange(rtp.Length, 108, 116);
        Assert.All(rtp, s => Assert.Equal(0, int.Parse(s.Address!.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) % 2));
        IGrouping<string, SpeakerPlan>[] groups = [.. rtp.GroupBy(s => s.Address!)];
        Assert.All(groups, g => Assert.Single(g.Select(s => (s.Area, s.Gateway, s.Group, s.Payload)).Distinct()));
        Assert.All(groups, g => Assert.Equal(g.Key.StartsWith("239.", StringComparison.Ordinal) ? 4 : 1, g.Count()));
        Assert.InRange(groups.Count(g => g.Count() == 4), 13, 15);
        Assert.Equal(2, rtp.Select(s => s.Payload).Distinct().Count());
        Assert.All(Plan().Where(s => s.Adapter == SpeakerAdapter.Mqtt), s => Assert.Equal((s.Id, null, null), (s.Group, s.Address, s.Payload)));
    }

    [Fact]
    public void WithSpeakers_FewerThanCommunities_StillHasRtp()
    {
        FleetPlan plan = SpeakerPlanner.WithSpeakers(_empty, new SpeakerPlanOptions { Count = 60, RtpShare = 0.2 });
        Assert.InRange(plan.Speakers!.Count(s => s.Adapter == SpeakerAdapter.Rtp), 11, 12);
    }

    [Fact]
    public void WithSpeakers_OfOneSeed_StandInTheSamePlaces()
    {
        Assert.Equal(Plan().Select(Place), Plan().Select(Place));
        Assert.NotEqual(Plan().Select(Place), SpeakerPlanner.WithSpeakers(_empty, new SpeakerPlanOptions { Seed = 2 }).Speakers!.Select(Place));
        static (string, double, double, string) Place(SpeakerPlan s) => (s.Area, s.Latitude, s.Longitude, string.Join(' ', s.Labels));
    }

    [Fact]
    public void Save_OfTheDevicesFile_HoldsSpeakersAfterSentinels()
    {
        FleetPlan plan = SpeakerPlanner.WithSpeakers(FleetPlanner.Plan(3, _gateways, 0, 0), new SpeakerPlanOptions { Count = 300, RtpShare = 0.5 });
        string path = Path.GetTempFileName();
        DevicesFile.Save(plan, 1, path);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        File.Delete(path);
        JsonElement[] devices = [.. document.RootElement.GetProperty("devices").EnumerateArray()];
        Assert.Equal(101, devices.Length);
        Assert.Equal("sentinel", devices[0].GetProperty("kind").GetString());
        foreach (JsonElement device in devices[1..])
        {
            SpeakerPlan planned = plan.Speakers!.Single(s => s.Id == device.GetProperty("id").GetString());
            Assert.Equal(1, planned.Gateway);
            Assert.Equal("speaker", device.GetProperty("kind").GetString());
            Assert.Equal(planned.Area, device.GetProperty("area").GetString());
            Assert.Equal(DevicesFile.Hash(planned.Secret), device.GetProperty("secretSha256").GetString());
            JsonElement speaker = device.GetProperty("speaker");
            Assert.Equal(planned.Group, speaker.GetProperty("group").GetString());
            Assert.Equal(planned.Labels, speaker.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
            Assert.Equal(planned.Latitude, speaker.GetProperty("latitude").GetDouble());
            Assert.Equal(planned.Longitude, speaker.GetProperty("longitude").GetDouble());
            bool rtp = planned.Adapter == SpeakerAdapter.Rtp;
            Assert.Equal(rtp ? "rtp" : "mqtt", speaker.GetProperty("adapter").GetString());
            Assert.Equal(rtp, speaker.TryGetProperty("address", out JsonElement address));
            Assert.Equal(planned.Address, rtp ? address.GetString() : null);
            Assert.Equal(rtp, speaker.TryGetProperty("payload", out JsonElement payload));
            Assert.Contains(rtp ? payload.GetString() : "pcmu", (string[])["pcmu", "l16"]);
        }
    }

    [Fact]
    public void Load_OfAPlan_HasTheSpeakersThatWereSaved()
    {
        string path = Path.GetTempFileName();
        FleetPlan plan = SpeakerPlanner.WithSpeakers(_empty, new SpeakerPlanOptions { Count = 200, RtpShare = 0.2 });
        plan.Save(path);
        FleetPlan loaded = FleetPlan.Load(path);
        Assert.Equal(JsonSerializer.Serialize(plan.Speakers), JsonSerializer.Serialize(loaded.Speakers));
        File.WriteAllText(path, """{"gateways":[],"devices":[]}""");
        Assert.Null(FleetPlan.Load(path).Speakers);
        File.Delete(path);
    }

    private static IReadOnlyList<SpeakerPlan> Plan() => SpeakerPlanner.WithSpeakers(_empty, new SpeakerPlanOptions()).Speakers!;

    private static double MetresToTheStreet(SpeakerPlan speaker)
    {
        (double latitude, double longitude) = StreetCentres.Of(speaker.Area);
        double north = (speaker.Latitude - latitude) * 111_195;
        double east = (speaker.Longitude - longitude) * 111_195 * Math.Cos(latitude * Math.PI / 180);
        return Math.Sqrt((north * north) + (east * east));
    }
}
