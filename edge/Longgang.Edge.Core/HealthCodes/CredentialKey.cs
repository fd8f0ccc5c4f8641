using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.HealthCodes;

/// <summary>
/// Name of a credential in memory: a keyed hash with a key that lives as long as the process, so that neither a memory dump of
/// another day nor a table of all ID numbers tells who passed.
/// </summary>
public sealed class CredentialKey
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>HMAC-SHA256 of kind and value, cut to 128 bits.</summary>
    public UInt128 Of(CredentialKind kind, ReadOnlySpan<char> value)
    {
        int size = 1 + Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = size <= 512 ? stackalloc byte[512] : new byte[size];
        bytes[0] = (byte)kind;
        int length = 1 + Encoding.UTF8.GetBytes(value, bytes[1..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes[..length], mac);
        bytes[..length].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(mac);
    }
}
