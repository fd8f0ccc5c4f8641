using System.Globalization;
using Google.Protobuf;
using Longgang.Edge.Core.Announcements.Player.Journal;

namespace Longgang.Edge.Core.Announcements.Player;

// What is written, when, and for how long it stays.
public sealed partial class AnnouncementPlayer
{
    private const uint JournalVersion = 1;
    private const long FullMarginMicros = 60_000_000;

    private static readonly TimeSpan _forgetEvery = TimeSpan.FromMinutes(1);

    // By key; null: the entry goes.
    private readonly Dictionary<string, object?> _urgent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _lazy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _writing = new(StringComparer.Ordinal);
    private TimeSpan _lazyAt = TimeSpan.MaxValue;
    private TimeSpan _forgetAt = TimeSpan.MaxValue;

    /// <summary>Whether something is not in the journal that effects rest on.</summary>
    public bool IsJournalBehind => _urgent.Count > 0 || _writing.Count > 0;

    /// <summary>Makes the next output write also what could wait: the process is about to end.</summary>
    public void WriteEverything() => _lazyAt = TimeSpan.MinValue;

    private void MarkUrgent(Job job)
    {
        if (IsKnown(job))
        {
            _urgent[job.Key] = job;
        }
    }

    private void MarkLazy(Job job)
    {
        if (IsKnown(job))
        {
            MarkLazy(job.Key, job);
        }
    }

    // One that was taken back or forgotten is still the job of a walk that it had joined, and must not come back into the journal with it.
    private bool IsKnown(Job job) => _jobs.GetValueOrDefault(job.Id) == job;

    private void MarkUrgent(Occurrence occurrence) => _urgent[occurrence.Key] = occurrence;

    private void MarkTombstone(UInt128 announcement) => _urgent[TombstoneKey(announcement)] = announcement;

    private void MarkRemoved(string key) => _urgent[key] = null;

    private void MarkLazy(string key, object? subject) => _lazy[key] = subject;

    private List<InboxEntry> TakeJournal(Moment now)
    {
        if (_lazy.Count > 0 && _lazyAt == TimeSpan.MaxValue)
        {
            _lazyAt = now.Monotonic + _lazily;
        }

        if (_urgent.Count == 0 && (_lazy.Count == 0 || now.Monotonic < _lazyAt))
        {
            return [];
        }

        foreach ((string key, object? subject) in _lazy)
        {
            _urgent.TryAdd(key, subject);
        }

        var entries = new List<InboxEntry>(_urgent.Count);
        foreach ((string key, object? subject) in _urgent)
        {
            entries.Add(new InboxEntry(key, Encode(subject)));
            _writing[key] = subject;
        }

        _urgent.Clear();
        _lazy.Clear();
        _lazyAt = TimeSpan.MaxValue;
        return entries;
    }

    private byte[] Encode(object? subject)
    {
        switch (subject)
        {
            case Job job:
                return ToRecord(job).ToByteArray();
            case Occurrence { Walks.Count: > 0 } occurrence:
                return ToRecord(occurrence).ToByteArray();
            case Occurrence empty:
                _occurrences.Remove((empty.Announcement, empty.Number));
                return [];
            case UInt128 announcement when _tombstones.TryGetValue(announcement, out long until):
                return new TombstoneRecord { Version = JournalVersion, Announcement = Ids.Write(announcement), UntilUnixUs = until }.ToByteArray();
            default:
                return [];
        }
    }

    private static CommandRecord ToRecord(Job job)
    {
        var record = new CommandRecord
        {
            Version = JournalVersion,
            Id = job.IdBytes,
            IssuedUnixUs = job.IssuedMicros,
            ExpiresUnixUs = job.ExpiresMicros,
            Command = job.Command?.ToByteString() ?? ByteString.Empty,
            Status = (uint)job.Status,
            Reason = job.Reason,
            Speakers = job.Speakers,
            Answered = job.Answered,
        };
        if (job.Command?.Stage is { } stage)
        {
            record.Staged.Add(Enumerable.Range(0, stage.Audio.Count).Where(i => !job.ToFetch.ContainsKey(i)).Select(i => (uint)i));
        }

        return record;
    }

    private static OccurrenceRecord ToRecord(Occurrence occurrence)
    {
        var record = new OccurrenceRecord
        {
            Version = JournalVersion,
            Announcement = occurrence.AnnouncementBytes,
            Occurrence = occurrence.Number,
            ExpiresUnixUs = occurrence.ExpiresMicros,
        };
        foreach (Walk walk in occurrence.Walks.Values)
        {
            var kept = new WalkRecord
            {
                Device = walk.Device,
                Command = walk.Job.IdBytes,
                Phase = (uint)walk.Phase,
                Attempt = walk.Attempt,
                Started = walk.Started,
                Spent = walk.Spent,
                Stopping = (uint)walk.Stopping,
                Step = walk.Step,
                Said = (uint)walk.Said,
                SaidReason = walk.SaidReason,
                FailedBecause = walk.FailedBecause,
                Preempted = walk.Preempted,
                NeedsAudio = walk.NeedsAudio,
                Accepted = walk.Accepted,
                PlayedMs = walk.PlayedMs,
                Evidence = (uint)walk.Evidence,
            };
            kept.Pending.Add(walk.Pending.Select(receipt => receipt.Record));
            record.Walks.Add(kept);
        }

        return record;
    }

    // What is over is remembered for a while after its expiry by the cloud's clock; a box that does not know the time forgets nothing.
    private void Forget(Moment now)
    {
        if (now.EarliestMicros is not { } earliest || (_forgetAt != TimeSpan.MaxValue && now.Monotonic < _forgetAt))
        {
            return;
        }

        _forgetAt = now.Monotonic + _forgetEvery;
        long before = earliest - (long)options.RememberFor.TotalMicroseconds;
        foreach (Job job in _jobs.Values.Where(job => job.IsOver && job.Answered && job.ExpiresMicros <= before).ToArray())
        {
            Forget(job);
        }

        foreach (Occurrence occurrence in _occurrences.Values.Where(occurrence => occurrence.ExpiresMicros <= before && occurrence.IsSettled).ToArray())
        {
            Forget(occurrence);
        }

        foreach ((UInt128 announcement, long until) in _tombstones.Where(tombstone => tombstone.Value <= before).ToArray())
        {
            _tombstones.Remove(announcement);
            MarkLazy(TombstoneKey(announcement), null);
        }

        if (_jobs.Count + _occurrences.Count + _tombstones.Count == 0)
        {
            _forgetAt = TimeSpan.MaxValue;
        }
    }

    private void Forget(Job job)
    {
        _jobs.Remove(job.Id);
        _toAnswer.Remove(job);
        MarkLazy(job.Key, null);
    }

    private void Forget(Occurrence occurrence)
    {
        _occurrences.Remove((occurrence.Announcement, occurrence.Number));
        foreach (Walk walk in occurrence.Walks.Values)
        {
            _attempts.Remove(walk.AttemptId);
        }

        MarkLazy(occurrence.Key, null);
    }

    private bool ForgetOldest(Moment now)
    {
        long before = (now.EarliestMicros ?? long.MinValue + FullMarginMicros) - FullMarginMicros;
        Job? oldest = _jobs.Values.Where(job => job.IsOver && job.Answered && job.ExpiresMicros <= before).MinBy(job => job.ExpiresMicros);
        if (oldest is null)
        {
            return false;
        }

        Forget(oldest);
        foreach (Occurrence occurrence in _occurrences.Values.Where(o => o.ExpiresMicros <= oldest.ExpiresMicros && o.IsSettled).ToArray())
        {
            Forget(occurrence);
        }

        return true;
    }

    private static string TombstoneKey(UInt128 announcement) => string.Create(CultureInfo.InvariantCulture, $"t/{announcement:x32}");
}
