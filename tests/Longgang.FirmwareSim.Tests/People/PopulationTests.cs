using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Tests.People;

public sealed class PopulationTests
{
    private const int Devices = 400;
    private readonly Population _people = new(new PopulationOptions { Seed = 7 }, Devices);

    [Fact]
    public void Person_OfOneSeed_IsTheSameEverywhere()
    {
        var again = new Population(new PopulationOptions { Seed = 7 }, Devices);
        var others = new Population(new PopulationOptions { Seed = 8 }, Devices);
        Assert.Equal(_people.IdNumber(4711), again.IdNumber(4711));
        Assert.Equal(_people.QrToken(4711), again.QrToken(4711));
        Assert.Equal(_people.Health(4711), again.Health(4711));
        Assert.NotEqual(_people.QrToken(4711), others.QrToken(4711));
    }

    [Fact]
    public void IdNumber_OfEverybody_IsValidUniqueAndNobodys()
    {
        var seen = new HashSet<string>();
        for (int person = 0; person < _people.Count; person++)
        {
            string number = _people.IdNumber(person);
            Assert.True(GbIdNumber.IsValid(number));
            Assert.StartsWith("99", number, StringComparison.Ordinal);
            Assert.True(seen.Add(number));
        }
    }

    [Theory]
    [InlineData("qr")]
    [InlineData("idCard")]
    [InlineData("face")]
    public void Resolve_WhatSomebodyShows_FindsThem(string type)
    {
        for (int person = 0; person < _people.Count; person += 97)
        {
            Assert.Equal(person, _people.Resolve(type, _people.Credential(type, person)));
        }
    }

    [Theory]
    [InlineData("qr", "LGQR.000000010000000000000000")]
    [InlineData("qr", "something else")]
    [InlineData("qr", "")]
    [InlineData("idCard", "11010519491231002X")]
    [InlineData("face", "F99999999")]
    [InlineData("face", "F-0000001")]
    [InlineData("passport", "X1")]
    public void Resolve_AnythingElse_FindsNobody(string type, string value) => Assert.Equal(-1, _people.Resolve(type, value));

    [Fact]
    public void Rates_OfTheDefaults_MakeAnAlertOfOneScanInTwoToFiveHundred()
    {
        int alerts = Enumerable.Range(0, _people.Count).Count(person =>
            _people.HasFever(person) || _people.Health(person) is { Colour: HealthColour.Red } or { TestPositive: true });
        Assert.InRange((double)alerts / _people.Count, 0.002, 0.005);
    }
}
