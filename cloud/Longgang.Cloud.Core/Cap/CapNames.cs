namespace Longgang.Cloud.Core.Cap;

/// <summary>Namespaces and media types around CAP.</summary>
public static class CapNames
{
    /// <summary>CAP 1.2.</summary>
    public const string Namespace = "urn:oasis:names:tc:emergency:cap:1.2";

    /// <summary>XML signatures.</summary>
    public const string Signature = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Media type of a document.</summary>
    public const string MediaType = "application/cap+xml";

    internal const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    internal const string Xmlns = "http://www.w3.org/2000/xmlns/";

    /// <summary>The version of an older namespace, or null.</summary>
    internal static string? OldVersion(string @namespace) => @namespace switch
    {
        "urn:oasis:names:tc:emergency:cap:1.1" => "1.1",
        "http://www.incident.com/cap/1.0" or "urn:oasis:names:tc:emergency:cap:1.0" => "1.0",
        _ => null,
    };
}
