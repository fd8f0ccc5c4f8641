namespace Longgang.Edge.Core.Announcements;

/// <summary>How the box plays announcements.</summary>
public sealed record AnnouncementOptions
{
    /// <summary>Most commands that are not done with at one time. 1 … 10,000; default 256.</summary>
    public int MaxLive { get; init; } = 256;

    /// <summary>Most commands that are remembered, the live ones included. MaxLive … 100,000; default 1,024.</summary>
    public int MaxRemembered { get; init; } = 1024;

    /// <summary>The longest that a speaker may take to begin once it was told. 1 s … 10 min; default 30 s.</summary>
    public TimeSpan BeginWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much longer than expected a play may take before its speaker counts as silent. 1 s … 10 min; default 10 s.</summary>
    public TimeSpan NoAnswerMargin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a speaker that was told to stop has to say how far it had come. 100 ms … 1 min; default 5 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the second attempt; each further one doubles it. 100 ms … 1 min; default 2 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between attempts. FirstPause … 1 h; default 1 min.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long after its expiry a command is still known, so that a late copy of it changes nothing. 1 min … 30 days; default 6 h.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromHours(6);

    /// <summary>When nothing is played that does not ask for it; null: there are no quiet hours.</summary>
    public QuietHours? Quiet { get; init; }
}
