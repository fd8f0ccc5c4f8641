namespace Longgang.Edge.Core.Lanes;

/// <summary>Decides when a filling lane is worth a warning, and when the warning is over. Pure.</summary>
/// <param name="warnBefore">How long before the lane is full.</param>
public sealed class BufferWatch(TimeSpan warnBefore)
{
    /// <summary>Whether a warning stands.</summary>
    public bool Warned { get; private set; }

    /// <summary>Takes in a forecast.</summary>
    /// <returns>True: a warning begins. False: it is over. Null: nothing has changed.</returns>
    public bool? Update(LaneForecast forecast)
    {
        // Half as long again before it is over: a lane at the edge does not warn every minute.
        bool soon = forecast.FullIn is { } fullIn && (Warned ? fullIn <= 1.5 * warnBefore : fullIn <= warnBefore);
        if (soon == Warned)
        {
            return null;
        }

        Warned = soon;
        return soon;
    }
}
