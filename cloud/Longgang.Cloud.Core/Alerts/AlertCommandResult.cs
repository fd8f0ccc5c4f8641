namespace Longgang.Cloud.Core.Alerts;

/// <summary>What became of a command.</summary>
/// <param name="Change">The change that it made, or null.</param>
/// <param name="Refusal">Why the state does not allow it, or null; both null: no such alert.</param>
public sealed record AlertCommandResult(AlertChange? Change, string? Refusal)
{
    /// <summary>There is no such alert.</summary>
    public static AlertCommandResult Unknown { get; } = new(null, null);
}
