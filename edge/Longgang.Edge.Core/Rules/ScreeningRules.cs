using System.Collections.Frozen;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>The rules of one direction.</summary>
public sealed record ScreeningRules
{
    /// <summary>Verdict by colour; <see cref="HealthColour.Unspecified"/> is a credential that the service does not know.</summary>
    public required FrozenDictionary<HealthColour, Verdict> Colours { get; init; }

    /// <summary>What is required of nucleic-acid tests.</summary>
    public required TestRule Test { get; init; }

    /// <summary>What is required of the temperature.</summary>
    public required TemperatureRule Temperature { get; init; }

    /// <summary>When people may pass, or null for always.</summary>
    public required OpeningHours? OpeningHours { get; init; }

    /// <summary>What happens without the health-code service.</summary>
    public required ServiceRule Service { get; init; }

    /// <summary>Verdict for somebody on the watch list.</summary>
    public required Verdict WatchList { get; init; }
}
