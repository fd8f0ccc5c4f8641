namespace Longgang.Edge.Core.Lanes;

/// <summary>How a device sequence stands to what was accepted before.</summary>
public enum CursorRelation
{
    /// <summary>Not accepted before.</summary>
    New,

    /// <summary>Accepted before: a retransmission.</summary>
    Seen,

    /// <summary>Of an epoch that the device has left behind.</summary>
    StaleEpoch,
}
