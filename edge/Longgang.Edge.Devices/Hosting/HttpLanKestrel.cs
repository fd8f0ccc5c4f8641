using System.Net;
using Longgang.Edge.Devices.Lan;
using Longgang.Edge.Devices.Lan.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>Adds the HTTP endpoint to Kestrel.</summary>
internal sealed class HttpLanKestrel(IOptions<HttpLanOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    /// <inheritdoc/>
    public void Configure(KestrelServerOptions kestrel)
    {
        IPEndPoint endpoint = EndpointText.Parse(options.Value.Endpoint);
        kestrel.AddServerHeader = false;
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Features.Set(LanEndpointKind.Http);
                return next(connection);
            });
        });
    }
}
