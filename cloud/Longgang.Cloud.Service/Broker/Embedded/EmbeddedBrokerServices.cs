using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Hosting;
using MQTTnet.AspNetCore;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace Longgang.Cloud.Service.Broker.Embedded;

/// <summary>Registers the broker inside this process.</summary>
internal static class EmbeddedBrokerServices
{
    /// <summary>Adds it; it starts where it is added.</summary>
    public static IServiceCollection AddEmbeddedBroker(this IServiceCollection services)
    {
        services.AddSingleton<GatewaySessions>();
        services.AddSingleton<IGatewayPresence>(provider => provider.GetRequiredService<GatewaySessions>());
        services.AddSingleton<IMqttNetLogger>(MqttNetNullLogger.Instance);
        services.AddMqttConnectionHandler();
        services.AddSingleton(new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithMaxPendingMessagesPerClient(4096)
            .Build());
        services.AddSingleton(provider => new MqttServer(
            WithRefusingOverflow(provider.GetRequiredService<MqttServerOptions>()),
            provider.GetServices<IMqttServerAdapter>(),
            provider.GetRequiredService<IMqttNetLogger>()));
        services.AddSingleton<ICommandTransport, EmbeddedCommands>();
        services.AddSingletonHosted<EmbeddedBroker>();
        return services.AddSingleton<IBrokerTransport>(provider => provider.GetRequiredService<EmbeddedBroker>());
    }

    private static MqttServerOptions WithRefusingOverflow(MqttServerOptions options)
    {
        // The default drops the oldest: an acknowledgement would vanish and its batch wait for ever.
        options.PendingMessagesOverflowStrategy = MQTTnet.Server.MqttPendingMessagesOverflowStrategy.DropNewMessage;
        return options;
    }
}
