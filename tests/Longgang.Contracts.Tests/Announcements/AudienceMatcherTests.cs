using CsCheck;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using NetTopologySuite.Geometries;
using Point = Longgang.Contracts.Wire.Point;
using Polygon = Longgang.Contracts.Wire.Polygon;

namespace Longgang.Contracts.Tests.Announcements;

public sealed class AudienceMatcherTests
{
    private static readonly Point Longcheng = At(22_720_000, 114_250_000);

    [Theory]
    [InlineData("440307", true)]
    [InlineData("440307015", true)]
    [InlineData("440307015001", true)]
    [InlineData("440307016", false)]
    [InlineData("440307015002", false)]
    public void Covers_Area_TakesTheAreaAndEverythingBelow(string area, bool expected) =>
        Assert.Equal(expected, Matcher([new Selector { Area = area }]).Covers(Speaker()));

    [Fact]
    public void Covers_SpeakerOfAStreetAndACommunityOfIt_IsNotCovered() =>
        Assert.False(Matcher([new Selector { Area = "440307015001" }]).Covers(Speaker(area: "440307015")));

    [Fact]
    public void Covers_WithinOneSelector_EverythingHasToHold()
    {
        AudienceMatcher schools = Matcher([new Selector { Area = "440307015", Label = "school" }]);
        Assert.True(schools.Covers(Speaker(labels: ["school", "north"])));
        Assert.False(schools.Covers(Speaker(labels: ["north"])));
        Assert.False(schools.Covers(Speaker(area: "440307016001", labels: ["school"])));
    }

    [Fact]
    public void Covers_BetweenSelectors_OneIsEnoughAndAnExclusionWins()
    {
        AudienceMatcher matcher = Matcher(
            [new Selector { Area = "440307016" }, new Selector { Device = "spk-1" }],
            [new Selector { Label = "hospital" }, new Selector { Device = "spk-9" }]);
        Assert.True(matcher.Covers(Speaker("spk-1")));
        Assert.True(matcher.Covers(Speaker("spk-2", area: "440307016001")));
        Assert.False(matcher.Covers(Speaker("spk-2")));
        Assert.False(matcher.Covers(Speaker("spk-1", labels: ["hospital"])));
        Assert.False(matcher.Covers(Speaker("spk-9", area: "440307016001")));
    }

    [Fact]
    public void Covers_PolygonAndSpeakerWithoutPosition_IsNotCovered()
    {
        AudienceMatcher matcher = Matcher([new Selector { Polygon = Square() }]);
        Assert.True(matcher.Covers(Speaker(position: Longcheng)));
        Assert.False(matcher.Covers(Speaker()));
        Assert.False(matcher.Covers(Speaker(position: At(22_800_000, 114_250_000))));
    }

    [Fact]
    public void Covers_OnTheBorder_IsInside()
    {
        AudienceMatcher matcher = Matcher([new Selector { Polygon = Square() }]);
        Assert.True(matcher.Covers(Speaker(position: At(22_700_000, 114_250_000))));
        Assert.True(matcher.Covers(Speaker(position: At(22_700_000, 114_200_000))));
        Assert.True(matcher.Covers(Speaker(position: At(22_740_000, 114_300_000))));
        Assert.False(matcher.Covers(Speaker(position: At(22_699_999, 114_250_000))));
    }

    [Fact]
    public void Covers_RandomPolygonsOnASmallGrid_AgreesWithNetTopologySuite()
    {
        // A small grid makes points on corners and edges frequent.
        Gen<Point> point = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], At);
        Gen.Select(point.Array[3, 9], point.Array[1, 20]).Sample(
            (corners, speakers) =>
            {
                var factory = new GeometryFactory(new PrecisionModel(1));
                LinearRing ring = factory.CreateLinearRing([.. corners.Append(corners[0]).Select(c => new Coordinate(c.LongitudeE6, c.LatitudeE6))]);
                NetTopologySuite.Geometries.Polygon reference = factory.CreatePolygon(ring);
                if (!reference.IsValid)
                {
                    return; // What crosses itself has no inside that both would have to agree on.
                }

                AudienceMatcher matcher = Matcher([new Selector { Polygon = new Polygon { Points = { corners } } }]);
                foreach (Point at in speakers)
                {
                    bool expected = reference.Covers(factory.CreatePoint(new Coordinate(at.LongitudeE6, at.LatitudeE6)));
                    Assert.Equal(expected, matcher.Covers(Speaker(position: at)));
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void TryCreate_WhatNobodyCouldMean_IsNamed()
    {
        Assert.Contains("nobody would hear it", Problem(new Audience()), StringComparison.Ordinal);
        Assert.Contains("audience.include[0] says nothing", Problem(new Audience { Include = { new Selector() } }), StringComparison.Ordinal);
        Assert.Contains("audience.include[0].area '4403'", Problem(new Audience { Include = { new Selector { Area = "4403" } } }), StringComparison.Ordinal);
        var flat = new Polygon { Points = { At(1, 1), At(2, 2), At(1, 1) } };
        Assert.Contains("fewer than 3", Problem(new Audience { Include = { new Selector { Polygon = flat } } }), StringComparison.Ordinal);
        var outer = new Polygon { Points = { At(1, 1), At(2, 2), At(91_000_000, 3) } };
        Assert.Contains(
            "audience.exclude[0].polygon",
            Problem(new Audience { Include = { new Selector { Area = "440307" } }, Exclude = { new Selector { Polygon = outer } } }),
            StringComparison.Ordinal);
        var many = new Audience();
        many.Include.AddRange(Enumerable.Repeat(new Selector { Label = "x" }, AudienceMatcher.MaxSelectors + 1));
        Assert.Contains("more than 1000", Problem(many), StringComparison.Ordinal);
    }

    [Fact]
    public void TryCreate_ThousandsOfDevices_IsFine()
    {
        var audience = new Audience();
        audience.Include.AddRange(Enumerable.Range(1, 5_000).Select(n => new Selector { Device = $"spk-{n}" }));
        Assert.True(AudienceMatcher.TryCreate(audience, out AudienceMatcher? matcher, out _));
        Assert.True(matcher.Covers(Speaker("spk-5000")));
        Assert.False(matcher.Covers(Speaker("spk-5001")));
    }

    private static string Problem(Audience audience)
    {
        Assert.False(AudienceMatcher.TryCreate(audience, out _, out string? problem));
        return problem;
    }

    private static AudienceMatcher Matcher(Selector[] include, Selector[]? exclude = null)
    {
        Assert.True(AudienceMatcher.TryCreate(new Audience { Include = { include }, Exclude = { exclude ?? [] } }, out AudienceMatcher? matcher, out string? problem), problem);
        return matcher;
    }

    private static SpeakerPlace Speaker(string device = "spk-1", string area = "440307015001", string[]? labels = null, Point? position = null)
    {
        Assert.True(AreaCode.TryParse(area, out AreaCode code));
        return new SpeakerPlace(device, code, labels ?? [], position);
    }

    private static Polygon Square() => new()
    {
        Points = { At(22_700_000, 114_200_000), At(22_700_000, 114_300_000), At(22_740_000, 114_300_000), At(22_740_000, 114_200_000) },
    };

    private static Point At(int latitude, int longitude) => new() { LatitudeE6 = latitude, LongitudeE6 = longitude };
}
