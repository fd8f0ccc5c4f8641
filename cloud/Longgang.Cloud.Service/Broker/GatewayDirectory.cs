using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Longgang.Cloud.Service.Broker;

/// <summary>The boxes that may connect. Swapped as a whole when the file changes.</summary>
public sealed class GatewayDirectory
{
    private static readonly byte[] Nobody = new byte[SHA256.HashSizeInBytes];
    private volatile FrozenDictionary<string, byte[]> _secrets = FrozenDictionary<string, byte[]>.Empty;

    /// <summary>The enrolled boxes.</summary>
    public IReadOnlyCollection<string> Ids => _secrets.Keys;

    /// <summary>Whether a box is enrolled.</summary>
    public bool Contains(string gateway) => _secrets.ContainsKey(gateway);

    /// <summary>Whether that is the box's secret. An unknown box takes as long as a known one with a wrong secret.</summary>
    public bool Verify(string? gateway, ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret, hash);
        byte[]? expected = gateway is null ? null : _secrets.GetValueOrDefault(gateway);
        bool equal = CryptographicOperations.FixedTimeEquals(hash, expected ?? Nobody);
        return equal && expected is not null;
    }

    /// <summary>Puts a new set in place.</summary>
    /// <returns>Boxes that were removed or have another secret now: their sessions must end.</returns>
    public IReadOnlyList<string> Replace(FrozenDictionary<string, byte[]> secrets)
    {
        FrozenDictionary<string, byte[]> old = _secrets;
        _secrets = secrets;
        return [.. old.Where(pair => !secrets.TryGetValue(pair.Key, out byte[]? now) || !now.AsSpan().SequenceEqual(pair.Value)).Select(pair => pair.Key)];
    }
}
