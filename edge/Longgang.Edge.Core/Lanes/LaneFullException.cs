using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Lanes;

/// <summary>A lane has reached its disk bound and refuses new events; the device keeps them and tries again.</summary>
public sealed class LaneFullException(Lane lane, long bytes, long limitBytes)
    : Exception($"The {lane} lane holds {bytes} of {limitBytes} bytes. New events are refused until the uplink has drained it; raise Outbox:*:LimitBytes or restore the uplink.");
