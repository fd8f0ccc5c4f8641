namespace Longgang.FirmwareSim.People;

/// <summary>The colour of a health code.</summary>
public enum HealthColour
{
    Green,
    Yellow,
    Red,
}
