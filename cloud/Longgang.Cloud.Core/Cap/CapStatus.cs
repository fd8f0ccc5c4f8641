namespace Longgang.Cloud.Core.Cap;

/// <summary>How a message is to be handled (CAP 1.2, 3.2.1 status). Names are those of the wire.</summary>
public enum CapStatus
{
    /// <summary>For everybody whom it targets.</summary>
    Actual,

    /// <summary>For those who take part in an exercise.</summary>
    Exercise,

    /// <summary>Between parts of the alerting network.</summary>
    System,

    /// <summary>Technical, nobody acts on it.</summary>
    Test,

    /// <summary>Not to be acted on as it stands.</summary>
    Draft,
}
