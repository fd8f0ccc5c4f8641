using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.HealthCodes;

/// <summary>Finds out about a credential, from the service or from memory.</summary>
public interface IHealthCodeResolver
{
    /// <summary>Resolves a credential. Never throws for an outage.</summary>
    ValueTask<HealthCodeResolution> ResolveAsync(CredentialKind kind, string value, CancellationToken cancellationToken);
}
