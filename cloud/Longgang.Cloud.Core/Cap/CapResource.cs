namespace Longgang.Cloud.Core.Cap;

/// <summary>A file that belongs to an information block (CAP 1.2, 3.2.3).</summary>
/// <param name="Description">What it is, for people.</param>
/// <param name="MimeType">RFC 2046.</param>
public sealed record CapResource(string Description, string MimeType)
{
    /// <summary>About how many bytes, or null.</summary>
    public long? Bytes { get; init; }

    /// <summary>Where it can be fetched, absolute or relative, or null.</summary>
    public string? Uri { get; init; }

    /// <summary>The file itself as base64, as it came, or null.</summary>
    public string? Content { get; init; }

    /// <summary>SHA-1 of the file (the standard leaves no choice, and not how it is written), or null.</summary>
    public string? Digest { get; init; }
}
