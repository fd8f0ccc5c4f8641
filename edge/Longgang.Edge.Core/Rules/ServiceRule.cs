namespace Longgang.Edge.Core.Rules;

/// <summary>What happens when the health-code service is out of reach.</summary>
/// <param name="FailOpen">Without usable data: let people through (true) or not.</param>
/// <param name="StaleMaxAge">A remembered answer may be used until it is this old; zero: never.</param>
public sealed record ServiceRule(bool FailOpen, TimeSpan StaleMaxAge);
