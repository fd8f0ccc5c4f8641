using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Longgang.Edge.Devices.Registry;

/// <summary>The devices that may talk to this box: an immutable snapshot of devices.json.</summary>
public sealed class DeviceRegistry(IEnumerable<RegisteredDevice> devices)
{
    /// <summary>Nobody may talk.</summary>
    public static DeviceRegistry Empty { get; } = new([]);

    private readonly FrozenDictionary<string, RegisteredDevice> _devices = devices.ToFrozenDictionary(device => device.Identity.Id, StringComparer.Ordinal);

    /// <summary>Number of devices.</summary>
    public int Count => _devices.Count;

    /// <summary>Every device, in no order.</summary>
    public IReadOnlyList<RegisteredDevice> All => _devices.Values;

    /// <summary>Finds a device.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out RegisteredDevice? device) => _devices.TryGetValue(id, out device);

    /// <summary>Checks a login. Takes as long for an unknown device as for a wrong secret.</summary>
    /// <param name="id">Device id.</param>
    /// <param name="secret">UTF-8 of the secret. Secrets are random, so a plain SHA-256 of them is enough.</param>
    /// <param name="device">The device when it is known, also when the secret is wrong.</param>
    public bool TryLogin(string? id, ReadOnlySpan<byte> secret, out RegisteredDevice? device)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret, hash);
        device = id is null ? null : _devices.GetValueOrDefault(id);
        ReadOnlySpan<byte> expected = device is null or { SecretSha256.IsEmpty: true } ? stackalloc byte[SHA256.HashSizeInBytes] : device.SecretSha256.Span;
        return CryptographicOperations.FixedTimeEquals(hash, expected) && device is { SecretSha256.IsEmpty: false };
    }

    /// <summary>Checks a login with a secret as text.</summary>
    public bool TryLogin(string? id, string secret, out RegisteredDevice? device) => TryLogin(id, Encoding.UTF8.GetBytes(secret), out device);
}
