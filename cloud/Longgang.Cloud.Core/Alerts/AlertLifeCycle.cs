namespace Longgang.Cloud.Core.Alerts;

/// <summary>
/// The life of an alert: raised → acknowledged → assigned → resolved. Pure: (state, command) → decision. A repeat by the same person
/// raises the count whatever the state and never reopens an alert: what happened is in the history, and a new window mints a new alert.
/// </summary>
public static class AlertLifeCycle
{
    /// <summary>Decides one command.</summary>
    public static AlertDecision Decide(AlertState state, AlertCommand command) => command.Kind switch
    {
        AlertChangeKind.Commented => new AlertDecision(state, null),
        _ when state == AlertState.Resolved => Refuse("The alert is resolved. Comments are still possible; a new occurrence raises a new alert."),
        AlertChangeKind.Acknowledged when state == AlertState.Raised => new AlertDecision(AlertState.Acknowledged, null),
        AlertChangeKind.Acknowledged => Refuse("The alert is acknowledged already. Assign, comment or resolve it."),
        AlertChangeKind.Assigned when state == AlertState.Raised => Refuse("Nobody has acknowledged the alert yet. Acknowledge it first."),
        AlertChangeKind.Assigned => new AlertDecision(AlertState.Assigned, null),
        AlertChangeKind.Resolved when state == AlertState.Raised => Refuse("Nobody has acknowledged the alert yet. Acknowledge it first."),
        AlertChangeKind.Resolved => new AlertDecision(AlertState.Resolved, null),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "Not a command of a person."),
    };

    private static AlertDecision Refuse(string reason) => new(null, reason);
}
