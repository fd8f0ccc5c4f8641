using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Hosting;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>Registers the connections to an external broker.</summary>
internal static class ExternalBrokerServices
{
    /// <summary>Adds them; they start where they are added.</summary>
    public static IServiceCollection AddExternalBroker(this IServiceCollection services)
    {
        services.AddSingleton<StatusPresence>();
        services.AddSingleton<IGatewayPresence>(provider => provider.GetRequiredService<StatusPresence>());
        services.AddSingleton<AckPublisher>();
        services.AddSingleton<ExternalCommands>();
        services.AddSingleton<ICommandTransport>(provider => provider.GetRequiredService<ExternalCommands>());
        services.AddSingletonHosted<ExternalBroker>();
        services.AddHostedService<ReplicaBell>();
        return services.AddSingleton<IBrokerTransport>(provider => provider.GetRequiredService<ExternalBroker>());
    }

    /// <summary>Completes the options: full paths, and a client id of this process's own.</summary>
    public static void Complete(ExternalBrokerOptions options, ConfigurationBase directory)
    {
        options.PasswordFile = directory.Resolve(options.PasswordFile);
        options.Tls.CaFile = directory.Resolve(options.Tls.CaFile);
        options.Tls.CertificateFile = directory.Resolve(options.Tls.CertificateFile);
        options.Tls.KeyFile = directory.Resolve(options.Tls.KeyFile);
        if (options.ClientId.Length == 0)
        {
            string machine = Environment.MachineName;
            options.ClientId = $"cloud-{(machine.Length <= 40 ? machine : machine[^40..])}-{Environment.ProcessId}";
        }
    }
}
