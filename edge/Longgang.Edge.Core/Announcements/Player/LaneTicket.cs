namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>Names what was given to the alert lane until it is known to be there.</summary>
public sealed class LaneTicket
{
    internal LaneTicket(Action<bool> settled) => Settled = settled;

    internal Action<bool> Settled { get; }
}
