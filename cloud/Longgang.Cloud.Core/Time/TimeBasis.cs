namespace Longgang.Cloud.Core.Time;

/// <summary>Where the time of an event comes from.</summary>
public enum TimeBasis
{
    /// <summary>The box's clock, which a time source was disciplining.</summary>
    Synchronized,

    /// <summary>The box's clock, which had been disciplined before in that boot.</summary>
    Holdover,

    /// <summary>The box's monotonic time, read anew once the box had learned the true time.</summary>
    Corrected,

    /// <summary>The box's clock, for which nobody vouches. It happened no later than it was received.</summary>
    Unsynchronized,

    /// <summary>The box's clock was plainly wrong and was never corrected: the time is that of the receipt, and the event happened no later.</summary>
    Bounded,
}
