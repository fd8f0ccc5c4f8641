namespace Longgang.Cloud.Service.Api;

/// <summary>The HTTP API, section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Api";

    /// <summary>Where the API and the operations page listen, <c>address:port</c>. Default 127.0.0.1:8080.</summary>
    public string Endpoint { get; set; } = "127.0.0.1:8080";

    /// <summary>File with the bearer token, one line of at least 32 characters. Without it the API serves the loopback interface only.</summary>
    public string? TokenFile { get; set; }
}
