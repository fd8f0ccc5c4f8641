using System.Security.Cryptography;
using System.Text;

namespace Longgang.Contracts.People;

/// <summary>
/// The district's secret key for person hashes. The same person has the same 128-bit hash everywhere in the district and
/// nobody without the key can get from one to the other, although there are few enough ID numbers to try them all.
/// </summary>
public sealed class PersonKey
{
    /// <summary>Length of a person hash, bytes.</summary>
    public const int HashLength = 16;

    /// <summary>Length of the key, bytes.</summary>
    public const int KeyLength = 32;

    private readonly byte[] _key;

    private PersonKey(byte[] key) => _key = key;

    /// <summary>Reads a key file: base64 of 32 bytes.</summary>
    /// <exception cref="FormatException">It is something else. The message does not quote the content.</exception>
    public static PersonKey Parse(string text)
    {
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(text.Trim(), key, out int length) && length == KeyLength
            ? new PersonKey(key)
            : throw new FormatException($"A person key is base64 of {KeyLength} random bytes.");
    }

    /// <summary>HMAC-SHA256 of the ID number in upper case, cut to 128 bits.</summary>
    public byte[] Hash(ReadOnlySpan<char> identity)
    {
        Span<char> upper = stackalloc char[identity.Length <= 128 ? identity.Length : throw new ArgumentException("Not an identity.", nameof(identity))];
        identity.ToUpperInvariant(upper);
        Span<byte> utf8 = stackalloc byte[128 * 3];
        int length = Encoding.UTF8.GetBytes(upper, utf8);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, utf8[..length], mac);
        return mac[..HashLength].ToArray();
    }
}
