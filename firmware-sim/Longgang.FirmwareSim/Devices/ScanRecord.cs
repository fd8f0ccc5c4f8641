namespace Longgang.FirmwareSim.Devices;

/// <summary>A scan in the buffer of a device: small, because a device keeps many and the fleet has 1,859 devices.</summary>
/// <param name="Sequence">The device sequence number, from 1 by one.</param>
/// <param name="ArrivedAt">When the person stood there: a timestamp of the fleet's clock.</param>
/// <param name="DeviceUnixMs">What the device's clock said then.</param>
/// <param name="Person">The index in the population.</param>
/// <param name="TemperatureCentiCelsius">The temperature in hundredths of a degree.</param>
/// <param name="Credential">What was shown.</param>
/// <param name="Inward">The direction.</param>
/// <param name="Fault">What is wrong with it on purpose.</param>
public readonly record struct ScanRecord(
    ulong Sequence, long ArrivedAt, long DeviceUnixMs, int Person, short TemperatureCentiCelsius,
    CredentialType Credential, bool Inward, ScanFault Fault)
{
    /// <summary>True when the box has to refuse it.</summary>
    public bool MustBeRefused =>
        Fault is ScanFault.MalformedJson or ScanFault.WrongCheckDigit or ScanFault.ImpossibleTemperature;
}
