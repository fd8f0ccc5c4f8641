using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Security;

/// <summary>Something at the cloud's own door that an auditor would ask about.</summary>
/// <param name="At">When.</param>
/// <param name="Gateway">The box that it claims to be, possibly unknown.</param>
/// <param name="Kind">What.</param>
/// <param name="Detail">Details, without secrets and personal data.</param>
/// <param name="Count">How often since the last record of the same kind and gateway.</param>
public sealed record SecurityRecord(DateTimeOffset At, string Gateway, SecurityKind Kind, string Detail, int Count = 1);
