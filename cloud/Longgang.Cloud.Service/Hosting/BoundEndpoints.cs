using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Longgang.Cloud.Service.Hosting;

/// <summary>Where the service really listens, also when the configured port is 0. Known once it has started.</summary>
public sealed class BoundEndpoints
{
    /// <summary>The HTTP API.</summary>
    public IPEndPoint Api => ApiListen?.IPEndPoint ?? throw new InvalidOperationException("The service has not started yet.");

    /// <summary>The embedded MQTT broker.</summary>
    public IPEndPoint Broker => BrokerListen?.IPEndPoint ?? throw new InvalidOperationException("The service has not started yet, or its broker is an external one.");

    internal ListenOptions? ApiListen { get; set; }

    internal ListenOptions? BrokerListen { get; set; }
}
