using Longgang.Edge.Devices.Hosting;

namespace Longgang.Edge.Gateway;

/// <summary>Which parts of the pipeline this box has: the pipeline always, a listener when its section is there.</summary>
internal static class PipelineComposition
{
    /// <summary>Adds policy, quarantine, security, devices, listeners and speakers, in the order in which they start.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScanPipeline(configuration);
        services.AddLanDevices(configuration);
        if (configuration.GetSection("Lan:Mqtt").Exists())
        {
            services.AddLanMqtt(configuration);
        }

        if (configuration.GetSection("Lan:Http").Exists())
        {
            services.AddLanHttp(configuration);
        }

        if (configuration.GetSection("Announcements").Exists())
        {
            services.AddSpeakers(configuration);
        }
    }
}
