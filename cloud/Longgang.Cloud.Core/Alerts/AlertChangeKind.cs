namespace Longgang.Cloud.Core.Alerts;

/// <summary>What happened to an alert.</summary>
public enum AlertChangeKind
{
    /// <summary>Its first event arrived.</summary>
    Raised = 1,

    /// <summary>Another scan belongs to it.</summary>
    Repeated = 2,

    /// <summary>A duty officer has seen it.</summary>
    Acknowledged = 3,

    /// <summary>It was given to somebody.</summary>
    Assigned = 4,

    /// <summary>Somebody wrote something.</summary>
    Commented = 5,

    /// <summary>It was closed.</summary>
    Resolved = 6,
}
