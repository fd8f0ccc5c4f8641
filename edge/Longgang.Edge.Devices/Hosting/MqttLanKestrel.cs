using System.Net;
using Longgang.Edge.Devices.Lan;
using Longgang.Edge.Devices.Lan.Mqtt;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>Adds the MQTT endpoint to Kestrel.</summary>
internal sealed class MqttLanKestrel(MqttListener listener, IOptions<MqttLanOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    /// <inheritdoc/>
    public void Configure(KestrelServerOptions kestrel)
    {
        IPEndPoint endpoint = EndpointText.Parse(options.Value.Endpoint);
        kestrel.Listen(endpoint, listen => listen.Run(listener.Adapter.OnConnectedAsync));
    }
}
