namespace Longgang.Edge.Core.HealthCodes;

/// <summary>A resolved credential.</summary>
/// <param name="Outcome">How asking ended.</param>
/// <param name="Answer">Set when answered.</param>
/// <param name="AsOf">When the service said so.</param>
/// <param name="Stale">The service is out of reach and the answer is older than what counts as fresh.</param>
public readonly record struct HealthCodeResolution(HealthCodeOutcome Outcome, HealthCodeAnswer? Answer, DateTimeOffset AsOf, bool Stale)
{
    /// <summary>Nobody could be asked and nothing is remembered.</summary>
    public static HealthCodeResolution Unreachable => default;

    /// <summary>The service does not know the credential.</summary>
    public static HealthCodeResolution NotFound(DateTimeOffset asOf) => new(HealthCodeOutcome.NotFound, null, asOf, false);

    /// <summary>There is an answer.</summary>
    public static HealthCodeResolution Answered(HealthCodeAnswer answer, DateTimeOffset asOf, bool stale = false) =>
        new(HealthCodeOutcome.Answered, answer, asOf, stale);
}
