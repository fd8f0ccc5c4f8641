namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>One call on the simulated disk.</summary>
internal sealed record SimOperation(SimKind Kind, SimFile? File, long Offset = 0, byte[]? Data = null, string? From = null, string? To = null);
