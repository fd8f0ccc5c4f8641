using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Tests.Support;

namespace Longgang.Edge.Core.Tests.Rules;

public sealed class ScreeningPolicyReaderTests
{
    [Fact]
    public void TryRead_ShippedPolicy_SaysWhatTheFieldUses()
    {
        ScreeningPolicy policy = SamplePolicy.Default;
        Assert.Equal(3730, policy.In.Temperature.ThresholdCentiCelsius);
        Assert.Equal((TimeSpan.FromHours(48), TimeSpan.FromHours(24)), (policy.In.Test.MaxAge, policy.In.Test.SamplingMaxAge));
        Assert.Null(policy.Out.Test.MaxAge);
        Assert.Equal(TimeSpan.FromHours(8), policy.UtcOffset);
        Assert.Equal(TimeSpan.FromMinutes(30), policy.Alerts.MergeWindow);
        Assert.Equal(Severity.Orange, policy.Alerts.Categories[AlertCategory.Fever]);
        Assert.DoesNotContain(Verdict.Deny, (IEnumerable<Verdict>)policy.Opens);
    }

    [Fact]
    public void TryRead_ManyErrors_AreAllNamedByPath()
    {
        byte[] json = SamplePolicy.Json(node =>
        {
            node["v"] = 2;
            node["utcOffset"] = "Asia/Shanghai";
            node["rules"]!["colours"]!["red"] = "perhaps";
            node["rules"]!["test"]!["maxAgeHours"] = 36;
            node["rules"]!["temperature"]!["thresholdCentiCelsius"] = 3500;
            node["rules"]!["temprature"] = new JsonObject();
            node["rules"]!["service"]!.AsObject().Remove("whenUnreachable");
            node["zones"]!.AsArray().Add(JsonNode.Parse("""{"area":"12","measure":"curfew"}"""));
            node["alerts"]!["categories"]!["flu"] = "red";
            node["words"]!.AsObject().Remove("deny");
            node["directions"]!["out"]!["openingHours"] = JsonNode.Parse("""{"from":"25:00","to":"06:00"}""");
        });

        Assert.False(ScreeningPolicyReader.TryRead(json, out _, out IReadOnlyList<PolicyError> errors));
        Assert.Equal(
            [
                "$.alerts.categories.flu", "$.directions.out.openingHours.from", "$.directions.out.openingHours.outside", "$.rules.colours.red",
                "$.rules.service.whenUnreachable", "$.rules.temperature.thresholdCentiCelsius", "$.rules.temprature", "$.rules.test.maxAgeHours",
                "$.utcOffset", "$.v", "$.words.deny", "$.zones[0].area", "$.zones[0].measure",
            ],
            errors.Select(error => error.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"rules\":7}")]
    public void TryRead_SomethingElse_IsAnError(string json)
    {
        Assert.False(ScreeningPolicyReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out IReadOnlyList<PolicyError> errors));
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void TryRead_MutatedBytes_NeverThrows()
    {
        byte[] good = File.ReadAllBytes(SamplePolicy.Path);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length - 1]).Sample(
            (at, value, cut) =>
            {
                byte[] bad = [.. good];
                bad[at] = value;
                ScreeningPolicyReader.TryRead(bad, out _, out _);
                ScreeningPolicyReader.TryRead(bad.AsMemory(0, cut), out _, out _);
            },
            iter: 2000);
    }
}
