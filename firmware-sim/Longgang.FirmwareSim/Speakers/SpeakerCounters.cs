using System.Collections.Concurrent;
using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>What loudspeakers count, from any thread.</summary>
public sealed class SpeakerCounters
{
    private long _told;
    private long _toldAgain;
    private long _stops;
    private long _began;
    private long _whole;
    private long _brokenOff;
    private long _kept;
    private long _startedKept;
    private long _lastStartedKeptAt;
    private long _resent;
    private long _dropped;
    private long _disconnects;
    private long _deaths;

    /// <summary>Commands to play.</summary>
    public long Told => Interlocked.Read(ref _told);

    /// <summary>Among them those for a play that the speaker had been told before.</summary>
    public long ToldAgain => Interlocked.Read(ref _toldAgain);

    /// <summary>Commands to stop.</summary>
    public long Stops => Interlocked.Read(ref _stops);

    /// <summary>Plays and streams that began to sound.</summary>
    public long Began => Interlocked.Read(ref _began);

    /// <summary>That sounded to their end; for a stream silence.</summary>
    public long Whole => Interlocked.Read(ref _whole);

    /// <summary>That ended before.</summary>
    public long BrokenOff => Interlocked.Read(ref _brokenOff);

    /// <summary>Receipts that a box said it keeps.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Among them those that say <c>started</c>.</summary>
    public long StartedKept => Interlocked.Read(ref _startedKept);

    /// <summary>When the last of these was acknowledged: a timestamp of the monotonic clock, 0 before.</summary>
    public long LastStartedKeptAt => Interlocked.Read(ref _lastStartedKeptAt);

    /// <summary>Receipts sent again.</summary>
    public long Resent => Interlocked.Read(ref _resent);

    /// <summary>Receipts that found no room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public long Disconnects => Interlocked.Read(ref _disconnects);

    /// <summary>Losses of power.</summary>
    public long Deaths => Interlocked.Read(ref _deaths);

    /// <summary>Answers by state, failures by <c>failed reason</c>.</summary>
    public ConcurrentDictionary<string, long> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>What could not be followed or was refused, by reason.</summary>
    public ConcurrentDictionary<string, long> Wrong { get; } = new(StringComparer.Ordinal);

    /// <summary>From a command to the acknowledgement of its <c>started</c>.</summary>
    public LatencyHistogram StartedAfter { get; } = new();

    public void CountTold(bool again)
    {
        Interlocked.Increment(ref _told);
        if (again)
        {
            Interlocked.Increment(ref _toldAgain);
        }
    }

    public void CountStop() => Interlocked.Increment(ref _stops);

    public void CountBegan() => Interlocked.Increment(ref _began);

    public void CountEnded(bool whole) => Interlocked.Increment(ref whole ? ref _whole : ref _brokenOff);

    public void CountKept() => Interlocked.Increment(ref _kept);

    public void CountStartedKept(long at)
    {
        Interlocked.Increment(ref _startedKept);
        Interlocked.Exchange(ref _lastStartedKeptAt, at);
    }

    public void CountResent() => Interlocked.Increment(ref _resent);

    public void CountDropped() => Interlocked.Increment(ref _dropped);

    public void CountDisconnect() => Interlocked.Increment(ref _disconnects);

    public void CountDeath() => Interlocked.Increment(ref _deaths);

    public void CountAnswered(string what) => Answered.AddOrUpdate(what, 1, static (_, n) => n + 1);

    public void CountWrong(string what) => Wrong.AddOrUpdate(what, 1, static (_, n) => n + 1);
}
