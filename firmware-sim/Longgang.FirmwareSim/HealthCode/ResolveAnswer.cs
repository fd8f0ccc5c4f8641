namespace Longgang.FirmwareSim.HealthCode;

/// <summary>What the service knows.</summary>
public sealed record ResolveAnswer(
    string IdNumber, string Colour, string? TestResult, DateTimeOffset? TestedAt, DateTimeOffset? SampledAt);
