using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>What is required of the temperature. Whole hundredths are compared: one vendor's sample threshold is 37.29999.</summary>
/// <param name="ThresholdCentiCelsius">High from here on, hundredths of a degree, 3600 to 4000; 3730 is what the field uses.</param>
/// <param name="Required">Whether a scan without one is remarked.</param>
/// <param name="High">Verdict at or above the threshold.</param>
/// <param name="Missing">Verdict when one is required and the device sent none.</param>
public sealed record TemperatureRule(int ThresholdCentiCelsius, bool Required, Verdict High, Verdict Missing)
{
    /// <summary>37.30 °C.</summary>
    public const int DefaultThreshold = 3730;

    /// <summary>36.00 °C.</summary>
    public const int MinThreshold = 3600;

    /// <summary>40.00 °C.</summary>
    public const int MaxThreshold = 4000;
}
