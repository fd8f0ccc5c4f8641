using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Security;

/// <summary>One or more incidents of a kind by a device.</summary>
public sealed record SecurityIncident(SecurityKind Kind, string Device, string Detail, uint Count);
