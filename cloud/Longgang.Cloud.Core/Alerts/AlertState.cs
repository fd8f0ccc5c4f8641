namespace Longgang.Cloud.Core.Alerts;

/// <summary>Where an alert is in its life.</summary>
public enum AlertState
{
    /// <summary>Nobody has looked at it.</summary>
    Raised = 1,

    /// <summary>A duty officer has seen it.</summary>
    Acknowledged = 2,

    /// <summary>Somebody is on it.</summary>
    Assigned = 3,

    /// <summary>Done.</summary>
    Resolved = 4,
}
