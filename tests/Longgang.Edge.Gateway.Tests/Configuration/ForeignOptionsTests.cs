using System.Reflection;
using Longgang.Edge.Core.Quarantine;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Devices.HealthCodes;
using Longgang.Edge.Devices.Lan;
using Longgang.Edge.Devices.Lan.Http;
using Longgang.Edge.Devices.Lan.Mqtt;
using Longgang.Edge.Devices.Speakers.Audio;
using Longgang.Edge.Devices.Speakers.Mqtt;
using Longgang.Edge.Devices.Speakers.Rtp;
using Longgang.Edge.Devices.Speakers.Speech;
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
                .Concat(Of("Speakers:Mqtt", typeof(MqttSpeakerOptions)))
                .Concat(Of("Speakers:Rtp", typeof(RtpSpeakerOptions)))
                .Concat(Of("Speakers:Audio", typeof(AudioOptions)))
                .Concat(Of("Speakers:Speech", typeof(SpeechOptions)))
                .Concat(Of("Quarantine", typeof(QuarantineOptions)))
                .Where(key => key != ForeignOptions.Voices)
                .Order(),
            ForeignOptions.Keys.Order());

    private static IEnumerable<string> Of(string section, Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
            property.PropertyType.IsClass && property.PropertyType != typeof(string) && !property.PropertyType.IsGenericType
                ? Of($"{section}:{property.Name}", property.PropertyType)
                : [$"{section}:{property.Name}"]);
}
