using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Hosting;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Speakers.Audio;
using Longgang.Edge.Devices.Speakers.Speech;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Tests.Speakers;

public sealed class SpeakerOptionsTests
{
    [Fact]
    public void AddSpeakers_Defaults_AreValidAndComposed()
    {
        using ServiceProvider services = Services(("Speakers:Speech:Voices:fr", "fr"));

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal("/data/audio", services.GetRequiredService<IOptions<AudioOptions>>().Value.Directory);
        Dictionary<string, string> voices = services.GetRequiredService<IOptions<SpeechOptions>>().Value.Voices;
        Assert.Equal(("fr", "cmn-latn-pinyin", "yue", "en"), (voices["FR"], voices["zh"], voices["yue"], voices["en"]));
        Assert.Equal(["rtp"], services.GetServices<ISpeakerPort>().Select(port => port.Adapter)); // without Lan:Mqtt there is none of MQTT
        Assert.NotNull(services.GetRequiredService<IAudioLibrary>());
        Assert.Empty(services.GetRequiredService<ISpeakerDirectory>().Current);
    }

    [Fact]
    public void AddSpeakers_EverythingWrong_NamesEveryKey()
    {
        using ServiceProvider services = Services(
            ("Speakers:Audio:LimitBytes", "5"),
            ("Speakers:Audio:BaseAddress", "ftp://x"),
            ("Speakers:Audio:AttemptTimeout", "10:00:00"),
            ("Speakers:Audio:HoldFor", "00:00:01"),
            ("Speakers:Speech:Command", " "),
            ("Speakers:Speech:Voices:en", "-w"),
            ("Speakers:Speech:Parallel", "0"),
            ("Speakers:Rtp:MulticastTtl", "0"),
            ("Speakers:Rtp:LocalAddress", "eth0"),
            ("Speakers:Mqtt:AudioBaseAddress", "box"),
            ("Lan:Mqtt:Endpoint", "127.0.0.1:0"));

        AggregateException e = Assert.Throws<AggregateException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        string[] failures = [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)];
        foreach (string key in (string[])
        [
            "Speakers:Audio:LimitBytes", "Speakers:Audio:BaseAddress", "Speakers:Audio:AttemptTimeout", "Speakers:Audio:HoldFor", "Speakers:Audio:MaxFileBytes",
            "Speakers:Speech:Command", "Speakers:Speech:Voices:en", "Speakers:Speech:Parallel", "Speakers:Rtp:MulticastTtl", "Speakers:Rtp:LocalAddress", "Speakers:Mqtt:AudioBaseAddress",
        ])
        {
            Assert.Contains(failures, failure => failure.StartsWith(key + " ", StringComparison.Ordinal));
        }
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Gateway:DataDirectory", "/data"), .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<DeviceRegistryHolder>();
        services.AddSpeakers(configuration);
        return services.BuildServiceProvider();
    }
}
