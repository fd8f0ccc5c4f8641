using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Api;

/// <summary>The bearer token of the API.</summary>
public sealed class ApiToken(IOptions<ApiOptions> options)
{
    private const string Scheme = "Bearer ";
    private byte[]? _expected;

    /// <summary>Whether a token is asked for.</summary>
    public bool IsRequired => !string.IsNullOrEmpty(options.Value.TokenFile);

    /// <summary>Whether an <c>Authorization</c> header carries the token. Hashes are compared, so that neither content nor length leaks by time.</summary>
    public bool Accepts(string? header)
    {
        _expected ??= SHA256.HashData(Encoding.UTF8.GetBytes(Read(options.Value.TokenFile!, out _) ?? Guid.NewGuid().ToString()));
        string offered = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : string.Empty;
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(offered)), _expected);
    }

    internal static string? Read(string path, out string? problem)
    {
        problem = null;
        try
        {
            string token = File.ReadAllText(path).Trim();
            if (token.Length >= 32 && !token.Any(char.IsWhiteSpace))
            {
                return token;
            }

            problem = $"'{path}' must hold one token of at least 32 characters, e.g. from `openssl rand -base64 32`.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"'{path}' cannot be read: {e.Message}";
        }

        return null;
    }
}
