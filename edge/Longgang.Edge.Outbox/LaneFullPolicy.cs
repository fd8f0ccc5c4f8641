namespace Longgang.Edge.Outbox;

/// <summary>What a lane does when its disk bound is reached.</summary>
public enum LaneFullPolicy
{
    /// <summary>It refuses new events with a reason; the devices keep them and try again.</summary>
    Refuse,

    /// <summary>It gives up its oldest events, each named in the ledger as expired, and takes the new ones.</summary>
    ExpireOldest,
}
