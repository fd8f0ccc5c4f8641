using Longgang.Contracts.People;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Alerts;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Quarantine;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Devices.HealthCodes;
using Longgang.Edge.Devices.Lan;
using Longgang.Edge.Devices.Lan.Http;
using Longgang.Edge.Devices.Lan.Mqtt;
using Longgang.Edge.Devices.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>Composition of the scan pipeline and its LAN listeners.</summary>
public static class ScanPipelineServices
{
    /// <summary>
    /// The way of a scan from message to lane. Reads <c>Screening</c>, <c>HealthCode</c> and <c>Quarantine</c>; the caller registers
    /// <see cref="ScanPipelineLanes"/> and <see cref="PersonKey"/>, both as singletons, and starts the lanes before the host.
    /// Hosted services are added in start order: policy, quarantine, security.
    /// </summary>
    public static IServiceCollection AddScanPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<PolicyOptions>, PolicyOptionsValidator>();
        services.AddOptions<PolicyOptions>().Bind(configuration.GetSection("Screening")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HealthCodeOptions>, HealthCodeOptionsValidator>();
        services.AddOptions<HealthCodeOptions>().Bind(configuration.GetSection("HealthCode")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<QuarantineOptions>, QuarantineOptionsValidator>();
        services.AddOptions<QuarantineOptions>().Bind(configuration.GetSection("Quarantine"))
            .PostConfigure(options => options.Directory = options.Directory.Length > 0 ? options.Directory
                : Path.Combine(configuration["Gateway:DataDirectory"] ?? string.Empty, "quarantine"))
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PolicyOptions>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<QuarantineOptions>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<HealthCodeOptions>>().Value.Cache);

        services.TryAddSingleton<EdgeMeter>();
        services.TryAddSingleton<IClockQuality, LinuxClockQuality>();
        services.AddSingleton<EventStamper>();
        services.AddSingleton<PolicyHolder>();
        services.AddSingleton<AlertMinter>(_ => new AlertMinter());
        services.TryAddSingleton<IHealthCodeService, HttpHealthCodeService>();
        services.AddSingleton<CachingHealthCodeResolver>();
        services.AddSingleton<IHealthCodeResolver>(provider => provider.GetRequiredService<CachingHealthCodeResolver>());
        services.AddSingleton<ScanJudge>();
        services.AddSingleton(provider =>
        {
            ScanPipelineLanes lanes = provider.GetRequiredService<ScanPipelineLanes>();
            return ActivatorUtilities.CreateInstance<AdmissionDesk>(provider, lanes.Records, lanes.Alerts);
        });
        services.AddHostedService<PolicyFile>();
        services.AddSingleton<FileQuarantine>();
        services.AddSingleton<IQuarantine>(provider => provider.GetRequiredService<FileQuarantine>());
        services.AddHostedService(provider => provider.GetRequiredService<FileQuarantine>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SecurityReporter>(provider, provider.GetRequiredService<ScanPipelineLanes>().Alerts));
        services.AddSingleton<ISecurityReporter>(provider => provider.GetRequiredService<SecurityReporter>());
        services.AddHostedService(provider => provider.GetRequiredService<SecurityReporter>());
        services.TryAddSingleton<ILanHandler, PipelineLanHandler>();
        return services;
    }

    /// <summary>The device registry, which both listeners need. Reads <c>Lan</c>.</summary>
    public static IServiceCollection AddLanDevices(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<LanOptions>, LanOptionsValidator>();
        services.AddOptions<LanOptions>().Bind(configuration.GetSection("Lan")).ValidateOnStart();
        services.AddSingleton<DeviceRegistryHolder>();
        services.AddHostedService<DevicesFile>();
        return services;
    }

    /// <summary>The MQTT listener. Reads <c>Lan:Mqtt</c>; needs <see cref="AddLanDevices"/> and an <see cref="ILanHandler"/>.</summary>
    public static IServiceCollection AddLanMqtt(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<MqttLanOptions>, MqttLanOptionsValidator>();
        services.AddOptions<MqttLanOptions>().Bind(configuration.GetSection("Lan:Mqtt")).ValidateOnStart();
        services.AddSingleton<MqttListener>();
        services.AddHostedService(provider => provider.GetRequiredService<MqttListener>());
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, MqttLanKestrel>();
        return services;
    }

    /// <summary>The HTTP listener. Reads <c>Lan:Http</c>; the routes come with <see cref="MapLanHttp"/>.</summary>
    public static IServiceCollection AddLanHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRouting();
        services.AddSingleton<IValidateOptions<HttpLanOptions>, HttpLanOptionsValidator>();
        services.AddOptions<HttpLanOptions>().Bind(configuration.GetSection("Lan:Http")).ValidateOnStart();
        services.AddSingleton<HttpLanRoutes>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, HttpLanKestrel>();
        return services;
    }

    /// <summary>Maps the device routes, and audio when there are speakers. They answer on the <c>Lan:Http</c> endpoint alone.</summary>
    public static IEndpointRouteBuilder MapLanHttp(this IEndpointRouteBuilder endpoints)
    {
        HttpLanRoutes routes = endpoints.ServiceProvider.GetRequiredService<HttpLanRoutes>();
        endpoints.MapPost("/v1/devices/{device}/scans", (RequestDelegate)routes.ScansAsync);
        endpoints.MapPost("/v1/devices/{device}/readings", (RequestDelegate)routes.ReadingsAsync);
        if (endpoints.ServiceProvider.GetService<AudioRoutes>() is { } audio)
        {
            endpoints.MapMethods("/audio/{file}", ["GET", "HEAD"], (RequestDelegate)audio.GetAsync);
        }

        return endpoints;
    }
}
