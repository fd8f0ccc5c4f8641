using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.HealthCodes;

/// <summary>What the health-code service said about somebody. The ID number has been hashed and masked before it comes here.</summary>
/// <param name="Colour">Green, yellow or red.</param>
/// <param name="Person">16-byte keyed hash, or empty when the service did not name the person.</param>
/// <param name="Masked">First 6 and last 4 of the ID number, or empty.</param>
/// <param name="TestResult">Last result, or unspecified.</param>
/// <param name="TestedAt">When, or null.</param>
/// <param name="SampledAt">Last sampling record, or null.</param>
public sealed record HealthCodeAnswer(
    HealthColour Colour,
    ReadOnlyMemory<byte> Person,
    string Masked,
    TestResult TestResult,
    DateTimeOffset? TestedAt,
    DateTimeOffset? SampledAt);
