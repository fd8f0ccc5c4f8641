namespace Longgang.Edge.Gateway.Health;

/// <summary>A batch that the cloud refuses at present.</summary>
public sealed record HealthHeldBatch(ulong FirstSequence, uint Count, string Reason, int Refusals);
