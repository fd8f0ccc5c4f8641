namespace Longgang.Cloud.Core.Alerts;

/// <summary>Names of states and changes in JSON.</summary>
public static class AlertNames
{
    /// <summary>Name of a state.</summary>
    public static string Of(AlertState state) => state switch
    {
        AlertState.Raised => "raised",
        AlertState.Acknowledged => "acknowledged",
        AlertState.Assigned => "assigned",
        AlertState.Resolved => "resolved",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };

    /// <summary>Name of a change.</summary>
    public static string Of(AlertChangeKind kind) => kind switch
    {
        AlertChangeKind.Raised => "raised",
        AlertChangeKind.Repeated => "repeated",
        AlertChangeKind.Acknowledged => "acknowledged",
        AlertChangeKind.Assigned => "assigned",
        AlertChangeKind.Commented => "commented",
        AlertChangeKind.Resolved => "resolved",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a change."),
    };

    /// <summary>The state of that name, or null.</summary>
    public static AlertState? ParseState(string name) => name switch
    {
        "raised" => AlertState.Raised,
        "acknowledged" => AlertState.Acknowledged,
        "assigned" => AlertState.Assigned,
        "resolved" => AlertState.Resolved,
        _ => null,
    };
}
