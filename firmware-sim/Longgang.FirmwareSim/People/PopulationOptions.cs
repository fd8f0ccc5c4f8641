namespace Longgang.FirmwareSim.People;

/// <summary>The rates of a synthetic population. The defaults make 0.2 to 0.5 % of scans worth an alert.</summary>
public sealed record PopulationOptions
{
    /// <summary>The seed; the same seed gives the same people in every process.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>People who pass at a sentinel regularly.</summary>
    public int PersonsPerDevice { get; init; } = 300;

    /// <summary>The share of people with a red code.</summary>
    public double Red { get; init; } = 0.0003;

    /// <summary>The share of people with a yellow code.</summary>
    public double Yellow { get; init; } = 0.001;

    /// <summary>The share of people whose last test is positive.</summary>
    public double Positive { get; init; } = 0.0001;

    /// <summary>The share of people with a fever.</summary>
    public double Fever { get; init; } = 0.0025;

    /// <summary>The share of people whose last test is older than 48 hours or missing.</summary>
    public double TestOverdue { get; init; } = 0.01;
}
