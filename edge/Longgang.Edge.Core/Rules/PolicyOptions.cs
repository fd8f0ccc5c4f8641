namespace Longgang.Edge.Core.Rules;

/// <summary>Where the screening policy is (<c>Screening</c>).</summary>
public sealed class PolicyOptions
{
    /// <summary>Path of the policy file (docs/configuration.md, deploy/policies/). Required.</summary>
    public string PolicyFile { get; set; } = string.Empty;
}
