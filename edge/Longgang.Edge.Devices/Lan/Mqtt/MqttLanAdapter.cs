using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>Hands Kestrel's connections to MQTTnet's server.</summary>
internal sealed class MqttLanAdapter(MqttListener listener) : ConnectionHandler, IMqttServerAdapter
{
    /// <inheritdoc/>
    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (ClientHandler is not { } handler)
        {
            return;
        }

        using MqttLanConnection device = listener.Open(connection);
        CancellationToken closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using CancellationTokenRegistration registration = closing.UnsafeRegister(
            static state => ((MqttLanConnection)state!).Close(MqttReason.ServerShuttingDown, null), device);
        try
        {
            await handler(device).ConfigureAwait(false);
        }
        finally
        {
            listener.Closed(device);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
