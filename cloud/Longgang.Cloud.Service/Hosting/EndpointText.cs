using System.Net;

namespace Longgang.Cloud.Service.Hosting;

/// <summary>Endpoints in the configuration: <c>address:port</c>; port 0 lets the system choose.</summary>
public static class EndpointText
{
    /// <summary>Reads an endpoint; never throws.</summary>
    public static bool TryParse(string? text, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        return text is not null
            && text.Contains(':', StringComparison.Ordinal)
            && IPEndPoint.TryParse(text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text[9..] : text, out endpoint!);
    }

    /// <summary>Reads an endpoint; a wrong one becomes loopback with a port of the system's choice.</summary>
    public static IPEndPoint ParseOrAny(string text) => TryParse(text, out IPEndPoint endpoint) ? endpoint : new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>What is wrong with an endpoint, or null.</summary>
    public static string? FindProblem(string key, string? text) => TryParse(text, out _)
        ? null
        : $"{key} '{text}' is not an endpoint: write address:port, e.g. 127.0.0.1:1883.";
}
