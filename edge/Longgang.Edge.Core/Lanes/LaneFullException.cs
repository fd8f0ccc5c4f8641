using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Lanes;

/// <summary>A lane has reached its disk bound, or the disk itself is full: it refuses new events; the device keeps them and tries again.</summary>
public sealed class LaneFullException : Exception
{
    /// <summary>The lane's own bound is reached.</summary>
    public LaneFullException(Lane lane, long bytes, long limitBytes)
        : base($"The {lane} lane holds {bytes} of {limitBytes} bytes. New events are refused until the uplink has drained it; raise Outbox:*:LimitBytes or restore the uplink.")
    {
    }

    /// <summary>The disk is full though the lane's bound is not reached.</summary>
    public LaneFullException(Lane lane, string reason)
        : base($"The {lane} lane cannot grow: {reason} New events are refused until there is space; free some on the disk.")
    {
    }
}
