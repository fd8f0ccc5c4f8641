using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Tests.Support;
using Longgang.Edge.Core.Time;
using TestResult = Longgang.Contracts.Wire.TestResult;

namespace Longgang.Edge.Core.Tests.Rules;

/// <summary>The rules of the field (2022), as tables. Every one of them is the policy's.</summary>
public sealed class ScreeningTests
{
    private static readonly DateTimeOffset Now = new(2022, 3, 14, 9, 30, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(HealthColour.Green, Direction.In, Verdict.Pass, null, true)]
    [InlineData(HealthColour.Yellow, Direction.In, Verdict.Deny, Reason.CodeYellow, false)]
    [InlineData(HealthColour.Red, Direction.In, Verdict.Deny, Reason.CodeRed, false)]
    [InlineData(HealthColour.Yellow, Direction.Out, Verdict.Warn, Reason.CodeYellow, true)]
    [InlineData(HealthColour.Red, Direction.Out, Verdict.Deny, Reason.CodeRed, false)]
    [InlineData(HealthColour.Yellow, Direction.Unspecified, Verdict.Deny, Reason.CodeYellow, false)]
    public void Decide_Colour_ByDirection(HealthColour colour, Direction direction, Verdict verdict, Reason? reason, bool open)
    {
        Decision decision = Decide(Facts(Answer(colour), direction: direction));
        Assert.Equal((verdict, open), (decision.Verdict, decision.Open));
        Assert.Equal(reason is { } named ? [named] : [], decision.Reasons);
    }

    [Theory]
    [InlineData(48, 47.9, null, Verdict.Pass, null)]
    [InlineData(48, 48.0, null, Verdict.Pass, null)]
    [InlineData(48, 48.1, null, Verdict.Deny, Reason.TestExpired)]
    [InlineData(24, 25.0, null, Verdict.Deny, Reason.TestExpired)]
    [InlineData(72, 71.0, null, Verdict.Pass, null)]
    [InlineData(0, 500.0, null, Verdict.Pass, null)]
    [InlineData(0, null, null, Verdict.Pass, null)]
    [InlineData(48, null, null, Verdict.Deny, Reason.TestMissing)]
    [InlineData(48, 60.0, 23.0, Verdict.Pass, Reason.SamplingRecord)]
    [InlineData(48, null, 23.0, Verdict.Pass, Reason.SamplingRecord)]
    [InlineData(48, 60.0, 24.1, Verdict.Deny, Reason.TestExpired)]
    [InlineData(48, 10.0, 1.0, Verdict.Pass, null)] // a result counts more than a sampling record
    public void Decide_Test_NegativeWithinOrSamplingRecord(int maxAge, double? testedHours, double? sampledHours, Verdict verdict, Reason? reason)
    {
        ScreeningPolicy policy = SamplePolicy.With(node => node["rules"]!["test"]!["maxAgeHours"] = maxAge == 0 ? null : maxAge);
        Decision decision = Screening.Decide(policy, Facts(Answer(HealthColour.Green, testedHours, sampledHours)), Now);
        Assert.Equal(verdict, decision.Verdict);
        Assert.Equal(reason is { } named ? [named] : [], decision.Reasons);
    }

    [Theory]
    [InlineData(Direction.In)]
    [InlineData(Direction.Out)]
    public void Decide_PositiveTest_DeniesWhateverIsRequired(Direction direction) =>
        Assert.Equal([Reason.TestPositive], Decide(Facts(Answer(HealthColour.Green, 5, result: TestResult.Positive), direction: direction)).Reasons);

    [Theory]
    [InlineData(3729, Verdict.Pass)]
    [InlineData(3730, Verdict.Deny)] // 37.29999 of the vendor's sample rounds to this
    [InlineData(3731, Verdict.Deny)]
    [InlineData(null, Verdict.Pass)]
    public void Decide_Temperature_ComparesWholeHundredths(int? temperature, Verdict verdict) =>
        Assert.Equal(verdict, Decide(Facts(Answer(HealthColour.Green), temperature)).Verdict);

    [Fact]
    public void Decide_TemperatureRequiredAndMissing_IsRemarked()
    {
        ScreeningPolicy policy = SamplePolicy.With(node => node["rules"]!["temperature"]!["required"] = true);
        Decision decision = Screening.Decide(policy, Facts(Answer(HealthColour.Green), temperature: null), Now);
        Assert.Equal((Verdict.Warn, true), (decision.Verdict, decision.Open));
        Assert.Equal([Reason.TemperatureMissing], decision.Reasons);
    }

    [Theory]
    [InlineData("06:00", "22:00", 9, false)]
    [InlineData("10:00", "22:00", 9, true)]
    [InlineData("22:00", "06:00", 9, true)] // over midnight
    [InlineData("22:00", "10:00", 9, false)]
    [InlineData("09:30", "10:00", 9, false)] // open from here on
    [InlineData("09:00", "09:30", 9, true)] // closed from here on
    public void Decide_OpeningHours_AreLocalTime(string from, string to, int hour, bool outside)
    {
        Assert.Equal(hour, Now.Hour);
        ScreeningPolicy policy = SamplePolicy.With(node => node["rules"]!["openingHours"] = System.Text.Json.Nodes.JsonNode.Parse($$"""{"from":"{{from}}","to":"{{to}}","outside":"warn"}"""));
        Decision decision = Screening.Decide(policy, Facts(Answer(HealthColour.Green)), Now.ToUniversalTime());
        Assert.Equal(outside ? [Reason.OutsideOpeningHours] : [], decision.Reasons);
    }

    [Theory]
    [InlineData("lockdown", Direction.In, Verdict.Deny, Reason.ZoneLockdown)]
    [InlineData("lockdown", Direction.Out, Verdict.Deny, Reason.ZoneLockdown)]
    [InlineData("control", Direction.In, Verdict.Pass, null)]
    [InlineData("control", Direction.Out, Verdict.Deny, Reason.ZoneControl)]
    [InlineData("precaution", Direction.In, Verdict.Pass, null)]
    [InlineData("precaution", Direction.Out, Verdict.Pass, null)]
    public void Decide_Zone_ByMeasureAndDirection(string measure, Direction direction, Verdict verdict, Reason? reason)
    {
        ScreeningPolicy policy = SamplePolicy.With(node => node["zones"]!.AsArray().Add(
            System.Text.Json.Nodes.JsonNode.Parse($$"""{"area":"440307003","measure":"{{measure}}"}""")));
        Decision decision = Screening.Decide(policy, Facts(Answer(HealthColour.Green), direction: direction), Now);
        Assert.Equal(verdict, decision.Verdict);
        Assert.Equal(reason is { } named ? [named] : [], decision.Reasons);
        Assert.Equal(Verdict.Pass, Screening.Decide(policy, Facts(Answer(HealthColour.Green), direction: direction, area: "440307006001"), Now).Verdict);
    }

    [Fact]
    public void Decide_NestedZones_SmallestAreaDecides()
    {
        ScreeningPolicy policy = SamplePolicy.With(node => node["zones"] = System.Text.Json.Nodes.JsonNode.Parse(
            """[{"area":"440307003002","measure":"precaution"},{"area":"440307","measure":"lockdown"}]"""));
        Assert.Equal(Verdict.Pass, Screening.Decide(policy, Facts(Answer(HealthColour.Green)), Now).Verdict);
        Assert.Equal(Verdict.Deny, Screening.Decide(policy, Facts(Answer(HealthColour.Green), area: "440307003001"), Now).Verdict);
    }

    [Theory]
    [InlineData("fail-open", Verdict.Pass, true, Reason.FailOpen)]
    [InlineData("fail-closed", Verdict.Deny, false, Reason.FailClosed)]
    public void Decide_ServiceUnreachable_ByPolicy(string whenUnreachable, Verdict verdict, bool open, Reason reason)
    {
        ScreeningPolicy policy = SamplePolicy.With(node => node["rules"]!["service"]!["whenUnreachable"] = whenUnreachable);
        Decision decision = Screening.Decide(policy, Facts(HealthCodeResolution.Unreachable), Now);
        Assert.Equal((verdict, open), (decision.Verdict, decision.Open));
        Assert.Equal([reason, Reason.ServiceUnreachable], decision.Reasons.OrderByDescending(named => named == reason));
    }

    [Fact]
    public void Decide_FailOpen_FeverIsStillDenied() =>
        Assert.Equal(Verdict.Deny, Decide(Facts(HealthCodeResolution.Unreachable, 3800)).Verdict);

    [Theory]
    [InlineData(719, true)]
    [InlineData(720, true)]
    [InlineData(721, false)]
    public void Decide_StaleData_IsUsedUntilItIsTooOld(int minutes, bool used)
    {
        DateTimeOffset asOf = Now.AddMinutes(-minutes);
        Decision decision = Decide(Facts(HealthCodeResolution.Answered(new HealthCodeAnswer(HealthColour.Red, default, "", TestResult.Negative, Now, null), asOf, stale: true)));
        Assert.Equal(used ? Verdict.Deny : Verdict.Pass, decision.Verdict);
        Assert.Equal(used ? asOf : null, decision.AsOf);
        Assert.Equal(used, decision.Reasons.Contains(Reason.DataStale));
        Assert.Equal(!used, decision.Reasons.Contains(Reason.ServiceUnreachable));
        if (used)
        {
            Assert.EndsWith($"（数据截至{asOf:HH:mm}）", decision.Words.Show, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decide_CodeUnknown_IsNotFailOpen()
    {
        Decision decision = Decide(Facts(HealthCodeResolution.NotFound(Now)));
        Assert.Equal((Verdict.Deny, "未查询到健康码，请重新扫码"), (decision.Verdict, decision.Words.Show));
    }

    [Fact]
    public void Decide_SeveralFindings_WorstWinsAndDecidingReasonLeads()
    {
        ScreeningPolicy policy = SamplePolicy.With(node => node["rules"]!["temperature"]!["high"] = "warn");
        Decision decision = Screening.Decide(policy, Facts(Answer(HealthColour.Red, 100), 3900) with { OnWatchList = true }, Now);
        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal([Reason.CodeRed, Reason.TestExpired, Reason.TemperatureHigh, Reason.ListWatch], decision.Reasons);
        Assert.Equal("红码，请勿通行，请联系工作人员", decision.Words.Show);
    }

    [Fact]
    public void Decide_DeliveredLate_IsJudgedByThenAndOpensNothing()
    {
        DateTimeOffset then = Now.AddHours(-30);
        var clock = new DeviceClockReading(then, [Reason.DeliveredLate], Late: true);
        ScreeningFacts facts = Facts(Answer(HealthColour.Green, testedHours: 60)) with { Clock = clock };
        Decision decision = Decide(facts);
        Assert.Equal((Verdict.Pass, false), (decision.Verdict, decision.Open)); // 30 h old then
        Assert.Equal([Reason.DeliveredLate], decision.Reasons);
    }

    private static Decision Decide(in ScreeningFacts facts) => Screening.Decide(SamplePolicy.Default, facts, Now);

    private static ScreeningFacts Facts(HealthCodeResolution health, int? temperature = 3650, Direction direction = Direction.In, string area = "440307003002") =>
        new(direction, AreaCode.TryParse(area, out AreaCode code) ? code : default, temperature, health, new DeviceClockReading(Now, [], false));

    private static HealthCodeResolution Answer(HealthColour colour, double? testedHours = 10, double? sampledHours = null, TestResult result = TestResult.Negative) =>
        HealthCodeResolution.Answered(
            new HealthCodeAnswer(
                colour,
                new byte[16],
                "990000********0016",
                testedHours is null ? TestResult.Unspecified : result,
                testedHours is { } tested ? Now.AddHours(-tested) : null,
                sampledHours is { } sampled ? Now.AddHours(-sampled) : null),
            Now);
}
