namespace Longgang.Edge.Core.Admission;

/// <summary>How a message of a device ended.</summary>
public enum AdmissionStatus
{
    /// <summary>Durable on the box.</summary>
    Kept = 1,

    /// <summary>The box held it already: a retransmission. Acknowledge it again.</summary>
    KeptBefore,

    /// <summary>Not taken, and sending it again would not help.</summary>
    Refused,

    /// <summary>Not taken, the box is full: the device keeps it and sends it again later.</summary>
    Full,

    /// <summary>The store failed: the device sends it again.</summary>
    Fault,
}
