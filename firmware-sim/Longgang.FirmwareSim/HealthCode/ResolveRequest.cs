namespace Longgang.FirmwareSim.HealthCode;

/// <summary>What a box asks.</summary>
/// <param name="Type"><c>qr</c>, <c>idCard</c> or <c>face</c>.</param>
/// <param name="Value">What was shown.</param>
public sealed record ResolveRequest(string? Type, string? Value);
