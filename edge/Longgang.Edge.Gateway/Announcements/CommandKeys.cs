using System.Security.Cryptography;

namespace Longgang.Edge.Gateway.Announcements;

/// <summary>The public keys whose commands this box does, by the name under which the cloud signs (ECDSA P-256).</summary>
public sealed class CommandKeys : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>The key of a name, or null.</summary>
    public ECDsa? Find(string name) => _keys.GetValueOrDefault(name);

    /// <summary>Adds a key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pem">The public key, PEM (<c>openssl ec -pubout</c>).</param>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(string name, string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                key.Dispose();
                return "is not a key on the curve P-256; make one with: openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout";
            }

            _keys.Add(name, key);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return "does not hold a public key in PEM (BEGIN PUBLIC KEY)";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ECDsa key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
