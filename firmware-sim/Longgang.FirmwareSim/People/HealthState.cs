namespace Longgang.FirmwareSim.People;

/// <summary>What the health-code service knows of a person.</summary>
/// <param name="Colour">The colour of the code.</param>
/// <param name="TestPositive">The result of the last test; null when there is no test.</param>
/// <param name="TestAge">The age of the last test's result at the start of the run.</param>
/// <param name="SampledAge">The age of a sampling record without result, if there is one.</param>
public sealed record HealthState(HealthColour Colour, bool? TestPositive, TimeSpan? TestAge, TimeSpan? SampledAge);
