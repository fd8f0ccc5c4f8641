using System.Security.Cryptography;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Reads the private key that commands are signed with.</summary>
internal static class SigningKey
{
    public const string Remedy =
        "Make one with 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out cloud.key', readable by the service only, and give boxes the public half: 'openssl pkey -in cloud.key -pubout'.";

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>What is wrong with the file and what to do, or null.</summary>
    public static string? FindProblem(string path)
    {
        try
        {
            using ECDsa key = Read(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return $"'{path}' is no private key for ECDSA P-256: {e.Message} {Remedy}";
        }
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">It holds no key in PEM.</exception>
    /// <exception cref="CryptographicException">It is a key of another kind.</exception>
    public static ECDsa Read(string path)
    {
        string pem = File.ReadAllText(path);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid?.Value is { } curve && curve != P256)
            {
                throw new CryptographicException($"Its curve is {curve}.");
            }

            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
