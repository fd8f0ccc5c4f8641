using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>
/// Plays announcements: what every speaker of the box has before it, is told, and has said. Pure: it has no clock and does no work; each input may change
/// what <see cref="Flush"/> then gives its driver to do. Not thread-safe.
/// </summary>
/// <remarks>
/// Three marks keep it honest across kills (docs/decisions/0012): a command, that a speaker is about to be told, and what it said are each in the journal of
/// an output whose effects rest on them, and the driver does no effect before the journal is durable.
/// </remarks>
public sealed partial class AnnouncementPlayer(AnnouncementOptions options)
{
    // A commit of its own for what merely saves work after a restart would cost every announcement one.
    private static readonly TimeSpan _lazily = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestLanePause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<UInt128, Job> _jobs = [];
    private readonly Dictionary<(UInt128 Announcement, uint Number), Occurrence> _occurrences = [];
    private readonly Dictionary<UInt128, long> _tombstones = [];
    private readonly Dictionary<string, SpeakerStatus> _speakers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupQueue> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<GroupQueue> _stirred = [];
    private readonly Dictionary<UInt128, Walk> _attempts = [];
    private readonly List<PlayerEffect> _effects = [];
    private bool _clockStirs;
    private TimeSpan? _journalDown;

    /// <summary>Commands that are not done with.</summary>
    public int Live => _jobs.Values.Count(job => !job.IsOver);

    /// <summary>Commands that are known, so that a copy of one is recognised.</summary>
    public int Remembered => _jobs.Count;

    /// <summary>Speakers that are told and have not ended.</summary>
    public int Playing => _attempts.Values.Count(walk => walk.IsPlaying);

    /// <summary>The register was read, or read again.</summary>
    /// <param name="entries">All of it.</param>
    public void Register(IReadOnlyList<SpeakerEntry> entries)
    {
        var gone = new HashSet<string>(_speakers.Keys, StringComparer.Ordinal);
        foreach (SpeakerEntry entry in entries)
        {
            gone.Remove(entry.Device);
            SpeakerStatus speaker = SpeakerOf(entry.Device);
            bool same = speaker.Entry is { } old && old.Group == entry.Group && old.Adapter == entry.Adapter && old.Place.Area == entry.Place.Area
                && Equals(old.Place.Position, entry.Place.Position) && old.Place.Labels.SequenceEqual(entry.Place.Labels);
            speaker.IsNews |= !same;
            speaker.Entry = entry;
        }

        foreach (string device in gone)
        {
            _speakers[device].IsNews |= _speakers[device].Entry is not null;
            _speakers[device].Entry = null;
        }

        Regroup();
        foreach (Walk walk in _toStop.Where(walk => walk.Phase == WalkPhase.Stopping))
        {
            SendStop(walk);
        }

        _toStop.Clear();
    }

    /// <summary>A speaker came, went, or said what it can speak.</summary>
    public void Reached(string device, Reach reach, IReadOnlyList<string> languages)
    {
        SpeakerStatus speaker = SpeakerOf(device);
        bool came = IsThere(reach) && !IsThere(speaker.Reach);
        bool speaks = !speaker.Languages.SequenceEqual(languages);
        if (speaker.Reach == reach && !speaks)
        {
            return;
        }

        (speaker.Reach, speaker.Languages, speaker.IsNews) = (reach, languages, speaker.Entry is not null);
        foreach (Walk walk in GroupOf(device).Live.Where(walk => walk.Device == device))
        {
            if (came)
            {
                (walk.NextAttemptAt, walk.Failures) = (null, 0);
            }

            walk.NeedsAudio &= !speaks;
        }

        _stirred.Add(GroupOf(device));
    }

    /// <summary>Lets time do its work: what is due begins, expires or is given up. Wanted after every input.</summary>
    public void Advance(Moment now)
    {
        _journalDown = _journalDown is { } until && now.Monotonic < until ? _journalDown : null;
        foreach (GroupQueue group in _groups.Values)
        {
            if (_clockStirs || group.WakeAt <= now.Monotonic)
            {
                _stirred.Add(group);
            }
        }

        _clockStirs = false;
        FetchDue(now);
        while (_stirred.Count > 0)
        {
            GroupQueue[] groups = [.. _stirred];
            _stirred.Clear();
            foreach (GroupQueue group in groups)
            {
                Look(group, now);
            }
        }

        Forget(now);
    }

    /// <summary>The cloud's clock is known, or known better: everything that waits for a time is looked at again.</summary>
    public void ClockLearned() => _clockStirs = true;

    private static bool IsThere(Reach reach) => reach is Reach.Online or Reach.Unknown;

    private SpeakerStatus SpeakerOf(string device)
    {
        if (!_speakers.TryGetValue(device, out SpeakerStatus? speaker))
        {
            _speakers.Add(device, speaker = new SpeakerStatus(device));
        }

        return speaker;
    }

    private GroupQueue GroupOf(string device) => GroupNamed(SpeakerOf(device).Entry?.Group ?? device);

    private GroupQueue GroupNamed(string name)
    {
        if (!_groups.TryGetValue(name, out GroupQueue? group))
        {
            _groups.Add(name, group = new GroupQueue(name));
        }

        return group;
    }

    private void Regroup()
    {
        Walk[] live = [.. _groups.Values.SelectMany(group => group.Live)];
        _groups.Clear();
        foreach (IGrouping<string, SpeakerStatus> together in _speakers.Values.Where(speaker => speaker.Entry is not null).GroupBy(speaker => speaker.Entry!.Group))
        {
            GroupNamed(together.Key).IsShared = together.Count() > 1;
        }

        foreach (Walk walk in live)
        {
            Enqueue(walk);
        }
    }

    private void Enqueue(Walk walk)
    {
        GroupQueue group = GroupOf(walk.Device);
        if (walk.Group != group)
        {
            walk.Group?.Live.Remove(walk);
            walk.Group = group;
        }

        group.Live.Add(walk);
        _stirred.Add(group);
    }

}
