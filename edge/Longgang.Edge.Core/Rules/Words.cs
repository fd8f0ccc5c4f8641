namespace Longgang.Edge.Core.Rules;

/// <summary>What a sentinel shows and says.</summary>
public sealed record Words(string Show, string Say);
