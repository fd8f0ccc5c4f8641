namespace Longgang.Edge.Core.Announcements;

/// <summary>When people sleep, by the cloud's clock. <paramref name="To"/> before <paramref name="From"/> goes over midnight.</summary>
/// <param name="From">Quiet from here on, local time.</param>
/// <param name="To">No longer quiet from here on, local time.</param>
/// <param name="Offset">Local time less UTC; China has one time and no summer time: 8 h.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeSpan Offset)
{
    /// <summary>In UTC+8.</summary>
    public QuietHours(TimeOnly from, TimeOnly to)
        : this(from, to, TimeSpan.FromHours(8))
    {
    }

    /// <summary>How long it stays quiet from a moment on; zero when it is not quiet then.</summary>
    /// <param name="at">A moment of the cloud's clock.</param>
    public TimeSpan LeftAt(DateTimeOffset at)
    {
        var local = TimeOnly.FromTimeSpan(at.ToOffset(Offset).TimeOfDay);
        bool quiet = From < To ? local >= From && local < To : local >= From || local < To;
        return quiet ? To - local : TimeSpan.Zero; // TimeOnly subtracts around the clock
    }
}
