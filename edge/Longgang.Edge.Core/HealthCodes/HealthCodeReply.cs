namespace Longgang.Edge.Core.HealthCodes;

/// <summary>What one question to the service gave.</summary>
public readonly record struct HealthCodeReply(HealthCodeOutcome Outcome, HealthCodeAnswer? Answer = null);
