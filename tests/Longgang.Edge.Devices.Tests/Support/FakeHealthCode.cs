using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>A health-code service that says what the credential says: <c>red…</c>, <c>yellow…</c>, <c>unknown…</c>, <c>down…</c>, else green.</summary>
internal sealed class FakeHealthCode(PersonKey people) : IHealthCodeService
{
    public bool IsDown { get; set; }

    /// <summary>When set, answers wait for it.</summary>
    public Task? Hold { get; set; }

    public async Task<HealthCodeReply> AskAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
    {
        if (Hold is { } hold)
        {
            await hold;
        }

        if (IsDown || value.StartsWith("down", StringComparison.Ordinal))
        {
            return new HealthCodeReply(HealthCodeOutcome.Unreachable);
        }

        if (value.StartsWith("unknown", StringComparison.Ordinal))
        {
            return new HealthCodeReply(HealthCodeOutcome.NotFound);
        }

        HealthColour colour = value.StartsWith("red", StringComparison.Ordinal) ? HealthColour.Red
            : value.StartsWith("yellow", StringComparison.Ordinal) ? HealthColour.Yellow : HealthColour.Green;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new HealthCodeReply(HealthCodeOutcome.Answered, new HealthCodeAnswer(
            colour, people.Hash(value), "990000********0016", Contracts.Wire.TestResult.Negative, now.AddHours(-10), null));
    }
}
