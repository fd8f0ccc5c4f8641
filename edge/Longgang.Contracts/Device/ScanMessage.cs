using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Device;

/// <summary>A valid scan as a device reported it. Lives only until the person is hashed: <see cref="CredentialValue"/> is personal data.</summary>
/// <param name="Epoch">Sequence epoch of the device.</param>
/// <param name="Sequence">From 1, by one; 0 when the device does not count.</param>
/// <param name="Time">The device's clock, or null.</param>
/// <param name="Direction">In or out; unspecified when the device does not say.</param>
/// <param name="Credential">What kind of credential was shown.</param>
/// <param name="CredentialValue">Code text, ID number or the terminal's own person number.</param>
/// <param name="TemperatureCentiCelsius">Rounded to a hundredth of a degree, or null when not measured.</param>
public sealed record ScanMessage(
    ulong Epoch,
    ulong Sequence,
    DateTimeOffset? Time,
    Direction Direction,
    CredentialKind Credential,
    string CredentialValue,
    int? TemperatureCentiCelsius);
