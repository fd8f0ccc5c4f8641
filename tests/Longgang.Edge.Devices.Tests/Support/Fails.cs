using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>What a lane says when it cannot take an event.</summary>
internal static class Fails
{
    public static Exception Full(Lane lane = Lane.Record) => new LaneFullException(lane, 1, 1);

    public static Exception Fault(Lane lane = Lane.Record) => new LaneFaultedException(lane, new IOException("no space left on device"));
}
