namespace Longgang.Edge.Core.Time;

/// <summary>
/// What the cloud's clock says, as far as the box can know it: from an exchange over the uplink in this boot, carried on by monotonic time, which no jump of the wall clock changes;
/// before the first exchange from the wall clock, if that is trusted.
/// </summary>
public interface ICloudClock
{
    /// <summary>The earliest and the latest that it may be there now; null when the box cannot know.</summary>
    CloudTime? Now { get; }

    /// <summary>Raised when the box has learned the time or knows it better.</summary>
    event Action? Learned;
}
