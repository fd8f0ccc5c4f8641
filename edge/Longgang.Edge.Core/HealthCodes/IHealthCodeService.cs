using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.HealthCodes;

/// <summary>Port to the city's health-code service. An implementation bounds its own time: a device waits 2 s for a verdict.</summary>
public interface IHealthCodeService
{
    /// <summary>Asks about a credential. Never throws for an outage: that is <see cref="HealthCodeOutcome.Unreachable"/>.</summary>
    Task<HealthCodeReply> AskAsync(CredentialKind kind, string value, CancellationToken cancellationToken);
}
