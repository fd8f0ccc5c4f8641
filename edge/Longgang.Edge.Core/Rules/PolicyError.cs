namespace Longgang.Edge.Core.Rules;

/// <summary>One thing that is wrong with a policy file.</summary>
/// <param name="Path">JSON path, e.g. <c>$.rules.test.maxAgeHours</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record PolicyError(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
