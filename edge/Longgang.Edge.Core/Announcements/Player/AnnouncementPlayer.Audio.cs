using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

// Audio that announcements need, and files that are fetched ahead.
public sealed partial class AnnouncementPlayer
{
    private readonly Dictionary<string, Fetching> _audio = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _held = new(StringComparer.Ordinal);
    private bool _heldIsNews;
    private bool _heldOnItsWay;
    private TimeSpan _fetchAt = TimeSpan.MaxValue;

    /// <summary>The audio of a content is here.</summary>
    public void AudioReady(string key, AudioClip clip)
    {
        if (_audio.TryGetValue(key, out Fetching? audio))
        {
            (audio.Clip, audio.OnItsWay, audio.Reason, audio.Failures) = (clip, false, string.Empty, 0);
            _stirred.UnionWith(_groups.Values);
        }
    }

    /// <summary>There is no audio for a content at present.</summary>
    public void AudioFailed(string key, string reason, Moment now)
    {
        if (_audio.TryGetValue(key, out Fetching? audio))
        {
            Failed(audio, reason, now);
            _stirred.UnionWith(_groups.Values);
        }
    }

    /// <summary>A file was fetched ahead, or could not be: then <paramref name="reason"/> says why.</summary>
    public void Fetched(UInt128 command, int index, string? reason, Moment now)
    {
        if (!_jobs.TryGetValue(command, out Job? job) || !job.ToFetch.TryGetValue(index, out Fetching? file))
        {
            return;
        }

        if (reason is null)
        {
            job.ToFetch.Remove(index);
            MarkLazy(job);
            Settle(job);
        }
        else
        {
            Failed(file, reason, now);
            _fetchAt = Shorter(_fetchAt, file.NextAt!.Value);
        }
    }

    /// <summary>Which audio of the cloud's the box holds, hashes as 64 hex digits.</summary>
    public void Held(IReadOnlyCollection<string> hashes)
    {
        if (!_held.SetEquals(hashes))
        {
            _held.Clear();
            _held.UnionWith(hashes);
            _heldIsNews = true;
        }
    }

    private void Failed(Fetching audio, string reason, Moment now)
    {
        audio.Failures++;
        long pause = Math.Min(options.LongestPause.Ticks, options.FirstPause.Ticks << Math.Min(audio.Failures - 1, 16));
        (audio.OnItsWay, audio.Reason, audio.NextAt) = (false, reason, now.Monotonic + TimeSpan.FromTicks(pause));
    }

    // Whether everything that the speaker cannot speak itself is here; asks for what is not.
    private (bool IsReady, TimeSpan? WakeAt) AudioOf(Walk walk, SpeakerStatus speaker, Moment now)
    {
        (bool ready, TimeSpan? wake) = (true, null);
        for (int i = 0; i < walk.Job.Contents.Count; i++)
        {
            Content content = walk.Job.Contents[i];
            if (content.FormCase == Content.FormOneofCase.Text && !walk.NeedsAudio && speaker.Speaks(content.Language))
            {
                continue;
            }

            string key = walk.Job.ContentKeys[i];
            Fetching audio = _audio.TryGetValue(key, out Fetching? known) ? known : _audio[key] = new Fetching();
            if (audio.Clip is not null)
            {
                continue;
            }

            ready = false;
            if (!audio.OnItsWay && (audio.NextAt is not { } at || at <= now.Monotonic))
            {
                (audio.OnItsWay, audio.NextAt) = (true, null);
                _effects.Add(new PlayerEffect.Render(key, content));
            }

            wake = audio.NextAt is { } next ? Shorter(wake ?? TimeSpan.MaxValue, next) : wake;
            if (audio.Reason.Length > 0 && walk.Accepted && walk.FailedBecause != audio.Reason)
            {
                walk.FailedBecause = audio.Reason;
                Say(walk, ReceiptState.Failed, audio.Reason, last: false);
            }
        }

        return (ready, wake);
    }

    private (IReadOnlyList<PlayPart> Parts, TimeSpan Lasts) PartsFor(Job job, Walk[] members)
    {
        var parts = new List<PlayPart>();
        TimeSpan lasts = TimeSpan.Zero;
        bool speak = !members.Any(walk => walk.NeedsAudio);
        for (int i = 0; i < job.Contents.Count; i++)
        {
            Content content = job.Contents[i];
            AudioClip? clip = _audio.GetValueOrDefault(job.ContentKeys[i])?.Clip;
            parts.Add(new PlayPart(content.Language, speak && content.FormCase == Content.FormOneofCase.Text ? content.Text : null, clip));
            lasts += Speech.DurationOf(content, clip);
        }

        return (parts, lasts);
    }

    private TimeSpan Lasts(Walk walk) => PartsFor(walk.Job, []).Lasts;

    // Speakers could not get it from the box, or it was damaged: it is made again.
    private void MakeAnew(Job job)
    {
        foreach (string key in job.ContentKeys)
        {
            if (_audio.TryGetValue(key, out Fetching? audio) && !audio.OnItsWay)
            {
                audio.Clip = null;
            }
        }
    }

    private void DropAudio()
    {
        if (_audio.Count > 0)
        {
            HashSet<string> wanted = [.. _jobs.Values.SelectMany(job => job.ContentKeys)];
            foreach (string key in _audio.Keys.Where(key => !wanted.Contains(key)).ToArray())
            {
                _audio.Remove(key);
            }
        }
    }

    private void FetchDue(Moment now)
    {
        if (_fetchAt > now.Monotonic && !_fetchNew)
        {
            return;
        }

        (_fetchAt, _fetchNew) = (TimeSpan.MaxValue, false);
        foreach (Job job in _jobs.Values.Where(job => job.ToFetch.Count > 0).ToArray())
        {
            if (now.LatestMicros is { } latest && latest >= job.ExpiresMicros)
            {
                job.ToFetch.Clear();
                Settle(job);
                continue;
            }

            foreach ((int index, Fetching file) in job.ToFetch)
            {
                if (!file.OnItsWay && (file.NextAt is not { } at || at <= now.Monotonic))
                {
                    (file.OnItsWay, file.NextAt) = (true, null);
                    _effects.Add(new PlayerEffect.Fetch(job.Id, index, job.Command!.Stage.Audio[index]));
                }

                _fetchAt = Shorter(_fetchAt, file.NextAt ?? TimeSpan.MaxValue);
            }
        }
    }

    private bool _fetchNew;
}
