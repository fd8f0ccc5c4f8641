namespace Longgang.FirmwareSim.Devices;

/// <summary>What a person shows at a sentinel.</summary>
public enum CredentialType
{
    Qr,
    IdCard,
    Face,
}
