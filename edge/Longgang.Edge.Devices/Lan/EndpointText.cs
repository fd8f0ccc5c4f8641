using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Longgang.Edge.Devices.Lan;

/// <summary>Endpoints as configuration writes them: <c>address:port</c>.</summary>
internal static class EndpointText
{
    /// <summary>Reads an IP address and a port.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPEndPoint? endpoint)
    {
        // Without a port IPEndPoint takes 0, which would silently be a random one.
        bool hasPort = text is not null && text.LastIndexOf(':') > text.LastIndexOf(']') && (text.Contains('.', StringComparison.Ordinal) || text.StartsWith('['));
        endpoint = null;
        return hasPort && IPEndPoint.TryParse(text!, out endpoint);
    }

    /// <summary>Reads an endpoint that was validated.</summary>
    public static IPEndPoint Parse(string text) => TryParse(text, out IPEndPoint? endpoint) ? endpoint : throw new FormatException($"{text} is not address:port.");
}
