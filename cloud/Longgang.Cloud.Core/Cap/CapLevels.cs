using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>
/// Red to blue from severity, urgency and certainty. Severity gives the level (Extreme red … Minor blue), what is less urgent or less sure lowers it:
/// Future or Possible by one, Past or Unlikely by two. What is unknown lowers nothing: rather too loud than unheard.
/// </summary>
internal static class CapLevels
{
    private const uint HighestOfDrills = 1;

    public static Severity Level(CapInfo info)
    {
        int level = info.Severity switch
        {
            CapSeverity.Extreme => (int)Severity.Red,
            CapSeverity.Severe => (int)Severity.Orange,
            CapSeverity.Minor => (int)Severity.Blue,
            _ => (int)Severity.Yellow,
        };
        level += info.Urgency switch { CapUrgency.Future => 1, CapUrgency.Past => 2, _ => 0 };
        level += info.Certainty switch { CapCertainty.Possible => 1, CapCertainty.Unlikely => 2, _ => 0 };
        return (Severity)Math.Min(level, (int)Severity.Blue);
    }

    /// <summary>Red 8, orange 6, yellow 4, blue 2; one more when to act is now.</summary>
    public static uint Priority(Severity level, CapUrgency urgency) => (uint)(10 - (2 * (int)level)) + (urgency == CapUrgency.Immediate ? 1u : 0u);

    /// <summary>A drill interrupts nothing real.</summary>
    public static uint OfDrill(uint priority) => Math.Min(priority, HighestOfDrills);

    public static CapSeverity SeverityOf(Severity level) => level switch
    {
        Severity.Red => CapSeverity.Extreme,
        Severity.Orange => CapSeverity.Severe,
        Severity.Yellow => CapSeverity.Moderate,
        _ => CapSeverity.Minor,
    };
}
