using Longgang.Edge.Core.Devices;

namespace Longgang.Edge.Devices.Registry;

/// <summary>An entry of the device registry.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="SecretSha256">SHA-256 of its secret, 32 bytes; empty for a speaker that never logs in.</param>
public sealed record RegisteredDevice(DeviceIdentity Identity, ReadOnlyMemory<byte> SecretSha256)
{
    /// <summary>How a speaker is reached and found; null for everything else.</summary>
    public SpeakerSettings? Speaker { get; init; }

    /// <summary>Whether a reloaded entry still says the same; if not, the device has to log in again.</summary>
    public bool Matches(RegisteredDevice other) => Identity == other.Identity && SecretSha256.Span.SequenceEqual(other.SecretSha256.Span);
}
