using System.Text;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Speakers;

namespace Longgang.Edge.Devices.Tests.Speakers;

public sealed class SpeakerRegistryTests
{
    private const string Hash = "00000000000000000000000000000000000000000000000000000000000000aa";

    [Fact]
    public void TryRead_SpeakersOfEachAdapter_AreInTheDirectory()
    {
        var holder = new DeviceRegistryHolder();
        using var directory = new SpeakerDirectory(holder);
        int changes = 0;
        directory.Changed += () => changes++;

        holder.Replace(Read(
            $$$"""{"id":"a","kind":"speaker","area":"440307003002","secretSha256":"{{{Hash}}}","speaker":{"labels":["school","gate"],"latitude":22.72,"longitude":114.25}}""",
            """{"id":"b","kind":"speaker","area":"440307003","speaker":{"adapter":"rtp","group":"square","address":"239.1.1.1:5004","payload":"l16"}}""",
            """{"id":"c","kind":"speaker","area":"440307003","speaker":{"adapter":"rtp","group":"square","address":"239.1.1.1:5004","payload":"l16","rate":16000}}""",
            $$"""{"id":"d","kind":"speaker","area":"440307","secretSha256":"{{Hash}}"}"""));

        Assert.Equal(1, changes);
        Assert.Equal(["a a mqtt", "b square rtp", "c square rtp", "d d mqtt"], directory.Current.Select(speaker => $"{speaker.Device} {speaker.Group} {speaker.Adapter}"));
        SpeakerEntry a = directory.Current[0];
        Assert.Equal((22_720_000, 114_250_000), (a.Place.Position!.LatitudeE6, a.Place.Position.LongitudeE6));
        Assert.Contains("school", a.Place.Labels);
        Assert.Null(directory.Current[1].Place.Position);
        Assert.False(holder.Current.TryLogin("b", string.Empty, out _), "a speaker without a secret never logs in");
    }

    [Fact]
    public void TryRead_EverythingWrong_NamesEveryDeviceAndField()
    {
        IReadOnlyList<string> errors = Errors(
            """{"id":"a","kind":"speaker","area":"440307","speaker":{"adapter":"rtp"}}""",
            """{"id":"b","kind":"speaker","area":"440307","speaker":{"adapter":"rtp","address":"239.1.1.1:5005","payload":"l16","rate":8000}}""",
            """{"id":"c","kind":"speaker","area":"440307","speaker":{"adapter":"rtp","address":"0.0.0.0:5004","payload":"opus"}}""",
            """{"id":"d","kind":"speaker","area":"440307","speaker":{"adapter":"smoke","group":"a b","labels":[""],"latitude":91,"address":"1.2.3.4:2"}}""",
            $$$"""{"id":"e","kind":"sensor","area":"440307","secretSha256":"{{{Hash}}}","speaker":{}}""");

        foreach (string expected in (string[])
        [
            "devices[0].speaker.address: must be", "(device a)",
            "devices[1].speaker.address: port 5005 must be even", "devices[1].speaker.rate: must be 16000",
            "devices[2].speaker.address: 0.0.0.0", "devices[2].speaker.payload:",
            "devices[3].speaker.adapter:", "devices[3].speaker.group:", "devices[3].speaker.labels:", "devices[3].speaker.latitude: must be from",
            "devices[3].speaker.longitude: is missing", "devices[3].speaker.address: is of the adapter rtp", "devices[3].secretSha256",
            "devices[4].speaker: e is no speaker",
        ])
        {
            Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"adapter":"rtp","group":"g","address":"239.1.1.1:5004"}""", """{"adapter":"rtp","group":"h","address":"239.1.1.1:5004"}""", "speaker.address 239.1.1.1:5004 of y")]
    [InlineData("""{"adapter":"rtp","group":"g","address":"239.1.1.1:5004"}""", """{"adapter":"rtp","group":"g","address":"239.1.1.1:5004","payload":"l16"}""", "one payload")]
    [InlineData("""{"adapter":"rtp","group":"g","address":"239.1.1.1:5004"}""", """{"adapter":"mqtt","group":"g"}""", "speaker.adapter of y")]
    [InlineData("""{"adapter":"rtp","group":"y","address":"239.1.1.1:5004"}""", """{"adapter":"mqtt"}""", "speaker.group y of x")]
    public void TryRead_SpeakersThatContradictEachOther_AreNamed(string x, string y, string expected)
    {
        IReadOnlyList<string> errors = Errors(
            $$"""{"id":"x","kind":"speaker","area":"440307","secretSha256":"{{Hash}}","speaker":{{x}}}""",
            $$"""{"id":"y","kind":"speaker","area":"440307","secretSha256":"{{Hash}}","speaker":{{y}}}""");

        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
    }

    private static DeviceRegistry Read(params string[] entries)
    {
        Assert.True(DeviceRegistryReader.TryRead(Encoding.UTF8.GetBytes($$"""{"devices":[{{string.Join(',', entries)}}]}"""), out DeviceRegistry? registry, out IReadOnlyList<string> errors), string.Join('\n', errors));
        return registry;
    }

    private static IReadOnlyList<string> Errors(params string[] entries)
    {
        Assert.False(DeviceRegistryReader.TryRead(Encoding.UTF8.GetBytes($$"""{"devices":[{{string.Join(',', entries)}}]}"""), out _, out IReadOnlyList<string> errors));
        return errors;
    }
}
