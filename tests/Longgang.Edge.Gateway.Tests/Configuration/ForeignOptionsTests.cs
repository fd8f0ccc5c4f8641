using System.Reflection;
using Longgang.Edge.Core.Quarantine;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Devices.HealthCodes;
using Longgang.Edge.Devices.Lan;
using Longgang.Edge.Devices.Lan.Http;
using Longgang.Edge.Devices.Lan.Mqtt;
using Longgang.Edge.Gateway.Configuration;

namespace Longgang.Edge.Gateway.Tests.Configuration;

public sealed class ForeignOptionsTests
{
    [Fact]
    public void Keys_AreTheOptionsOfTheOtherParts() =>
        Assert.Equal(
            Of("Lan", typeof(LanOptions))
                .Concat(Of("Lan:Mqtt", typeof(MqttLanOptions)))
                .Concat(Of("Lan:Http", typeof(HttpLanOptions)))
                .Concat(Of("HealthCode", typeof(HealthCodeOptions)))
                .Concat(Of("Screening", typeof(PolicyOptions)))
                .Concat(Of("Quarantine", typeof(QuarantineOptions)))
                .Order(),
            ForeignOptions.Keys.Order());

    private static IEnumerable<string> Of(string section, Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
            property.PropertyType.IsClass && property.PropertyType != typeof(string)
                ? Of($"{section}:{property.Name}", property.PropertyType)
                : [$"{section}:{property.Name}"]);
}
