using System.Text;

namespace Longgang.Edge.Devices.Lan.Http;

/// <summary>HTTP Basic credentials (RFC 7617).</summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic ";
    private const int MaxLength = 1024;

    /// <summary>Reads an Authorization header.</summary>
    public static bool TryRead(string? header, out string user, out byte[] secret)
    {
        user = string.Empty;
        secret = [];
        if (header is not { Length: > 6 and < MaxLength } || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var bytes = new byte[MaxLength];
        if (!Convert.TryFromBase64Chars(header.AsSpan(Scheme.Length).Trim(), bytes, out int length))
        {
            return false;
        }

        int colon = bytes.AsSpan(0, length).IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        user = Encoding.UTF8.GetString(bytes, 0, colon);
        secret = bytes[(colon + 1)..length];
        return true;
    }
}
