using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Lan.Http;
using Longgang.Edge.Devices.Lan.Mqtt;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Speakers;
using Longgang.Edge.Devices.Speakers.Audio;
using Longgang.Edge.Devices.Speakers.Mqtt;
using Longgang.Edge.Devices.Speakers.Rtp;
using Longgang.Edge.Devices.Speakers.Speech;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>Composition of what reaches speakers and of what they play.</summary>
public static class SpeakerServices
{
    /// <summary>
    /// <see cref="ISpeakerDirectory"/>, an <see cref="ISpeakerPort"/> for RTP, one for MQTT when there is a <c>Lan:Mqtt</c> section, and <see cref="IAudioLibrary"/>.
    /// Reads <c>Speakers</c>; needs the device registry (<see cref="ScanPipelineServices.AddLanDevices"/>). Whoever plays announcements is given to <see cref="SpeakerHearing.Start"/> before the host starts.
    /// </summary>
    public static IServiceCollection AddSpeakers(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SpeakerHearing>();
        services.AddSingleton<SpeakerDirectory>();
        services.AddSingleton<ISpeakerDirectory>(provider => provider.GetRequiredService<SpeakerDirectory>());

        services.AddSingleton<IValidateOptions<AudioOptions>, AudioOptionsValidator>();
        services.AddOptions<AudioOptions>().Bind(configuration.GetSection("Speakers:Audio"))
            .PostConfigure(options => options.Directory = options.Directory.Length > 0 ? options.Directory
                : Path.Combine(configuration["Gateway:DataDirectory"] ?? string.Empty, "audio"))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SpeechOptions>, SpeechOptionsValidator>();
        services.AddOptions<SpeechOptions>().Bind(configuration.GetSection("Speakers:Speech")).ValidateOnStart();
        services.AddSingleton<SpeechCommand>();
        services.AddSingleton<AudioDownload>();
        services.AddSingleton<AudioLibrary>();
        services.AddSingleton<IAudioLibrary>(provider => provider.GetRequiredService<AudioLibrary>());
        services.AddSingleton<AudioRoutes>();

        services.AddSingleton<IValidateOptions<RtpSpeakerOptions>, RtpSpeakerOptionsValidator>();
        services.AddOptions<RtpSpeakerOptions>().Bind(configuration.GetSection("Speakers:Rtp")).ValidateOnStart();
        services.AddSingleton<RtpSpeakerPort>();
        services.AddSingleton<ISpeakerPort>(provider => provider.GetRequiredService<RtpSpeakerPort>());
        services.AddHostedService(provider => provider.GetRequiredService<RtpSpeakerPort>());
        return configuration.GetSection("Lan:Mqtt").Exists() ? AddMqttSpeakers(services, configuration) : services;
    }

    private static IServiceCollection AddMqttSpeakers(IServiceCollection services, IConfiguration configuration)
    {
        bool hasHttp = configuration.GetSection("Lan:Http").Exists();
        services.AddSingleton<IValidateOptions<MqttSpeakerOptions>, MqttSpeakerOptionsValidator>();
        services.AddOptions<MqttSpeakerOptions>().Bind(configuration.GetSection("Speakers:Mqtt")).ValidateOnStart();
        services.AddSingleton(provider => new MqttSpeakerPort(
            provider.GetRequiredService<MqttListener>(),
            provider.GetRequiredService<DeviceRegistryHolder>(),
            provider.GetRequiredService<SpeakerHearing>(),
            provider.GetRequiredService<IOptions<MqttSpeakerOptions>>(),
            hasHttp ? provider.GetRequiredService<IOptions<HttpLanOptions>>() : null));
        services.AddSingleton<ISpeakerPort>(provider => provider.GetRequiredService<MqttSpeakerPort>());
        services.AddHostedService(provider => provider.GetRequiredService<MqttSpeakerPort>());
        return services;
    }
}
