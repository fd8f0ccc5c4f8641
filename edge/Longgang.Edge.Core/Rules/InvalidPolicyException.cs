namespace Longgang.Edge.Core.Rules;

/// <summary>The policy file cannot be used and there is no earlier policy.</summary>
public sealed class InvalidPolicyException(string file, IReadOnlyList<PolicyError> errors)
    : Exception($"Screening:PolicyFile {file} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Select(error => "  " + error))}")
{
    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<PolicyError> Errors { get; } = errors;
}
