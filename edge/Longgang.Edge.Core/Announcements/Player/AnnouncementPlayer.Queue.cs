using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

// Whose turn it is in a group of speakers.
public sealed partial class AnnouncementPlayer
{
    // An order is on its way for a while: what is told a speaker to begin within leaves room for that before the expiry.
    private const long OnTheWayMicros = 500_000;
    private const long LongestWaitMicros = 3_600_000_000;

    private void Look(GroupQueue group, Moment now)
    {
        group.WakeAt = TimeSpan.MaxValue;
        Job? best = null;
        uint? playing = null;
        foreach (Walk walk in group.Live.ToArray())
        {
            if (walk.IsPlaying)
            {
                if (now.Monotonic >= walk.Deadline)
                {
                    GiveUp(walk);
                }
                else
                {
                    WakeBy(group, walk.Deadline);
                    playing = walk.Phase == WalkPhase.Told ? Math.Max(playing ?? 0, walk.Job.Priority) : playing;
                }
            }

            if (walk.Phase == WalkPhase.Waiting && IsReady(walk, group, now) && IsBefore(walk.Job, best))
            {
                best = walk.Job;
            }
        }

        if (best is null || _journalDown is not null)
        {
            WakeBy(group, _journalDown ?? TimeSpan.MaxValue);
            return;
        }

        if (playing is { } current)
        {
            if (best.Priority <= current)
            {
                return; // its end stirs the group
            }

            foreach (Walk walk in group.Live.Where(walk => walk.Phase == WalkPhase.Told).ToArray())
            {
                Stop(walk, StopCause.Preempted, now);
            }
        }

        Tell(group, best, now);
    }

    private bool IsReady(Walk walk, GroupQueue group, Moment now)
    {
        if (now.LatestMicros is { } latest && latest >= walk.Job.ExpiresMicros)
        {
            Expire(walk);
            return false;
        }

        if (now.LatestMicros is { } left)
        {
            WakeBy(group, now.Monotonic + Wait(walk.Job.ExpiresMicros - left));
        }

        (walk.Hold, TimeSpan? wake) = HoldOf(walk, group, now);
        if (!walk.Accepted)
        {
            walk.Accepted = true;
            Say(walk, ReceiptState.Accepted, WordOf(walk.Hold), last: false);
        }

        if (walk.Hold == Hold.Nothing && group.IsShared)
        {
            // One of them has heard it: all have, and telling one would tell all again.
            Walk[] others = [.. walk.Occurrence.Walks.Values.Where(other => other != walk && (other.Spent || other.IsPlaying) && GroupOf(other.Device) == group)];
            if (others.Any(other => other.Spent))
            {
                bool failed = walk.FailedBecause.Length > 0;
                End(walk, walk.Preempted ? ReceiptState.Preempted : ReceiptState.Failed, walk.Preempted ? string.Empty : failed ? walk.FailedBecause : ReceiptReason.Superseded, spent: true);
                return false;
            }

            if (others.Length > 0)
            {
                walk.Hold = Hold.Turn;
                return false;
            }
        }

        WakeBy(group, wake ?? TimeSpan.MaxValue);
        bool ready = walk.Hold == Hold.Nothing;
        walk.Hold = ready ? Hold.Turn : walk.Hold;
        return ready;
    }

    private (Hold Hold, TimeSpan? WakeAt) HoldOf(Walk walk, GroupQueue group, Moment now)
    {
        SpeakerStatus speaker = SpeakerOf(walk.Device);
        bool isThere = speaker.Entry is not null && IsThere(speaker.Reach);
        (bool hasAudio, TimeSpan? audioAt) = isThere ? AudioOf(walk, speaker, now) : (false, null);
        if (now.EarliestMicros is not { } earliest)
        {
            return (Hold.Clock, null);
        }

        if (walk.Job.Play!.NotBeforeUnixUs > earliest)
        {
            return (Hold.NotBefore, now.Monotonic + Wait(walk.Job.Play.NotBeforeUnixUs - earliest));
        }

        if (options.Quiet is { } quiet && !walk.Job.Play.IgnoreQuietHours)
        {
            TimeSpan left = Longer(quiet.LeftAt(now.Cloud!.Value.Earliest), quiet.LeftAt(now.Cloud.Value.Latest));
            if (left > TimeSpan.Zero)
            {
                return (Hold.QuietHours, now.Monotonic + left);
            }
        }

        return !isThere ? (Hold.Connection, null)
            : walk.NextAttemptAt is { } at && at > now.Monotonic ? (Hold.Pause, at)
            : !hasAudio ? (Hold.Audio, audioAt)
            : (Hold.Nothing, null);
    }

    private void Tell(GroupQueue group, Job job, Moment now)
    {
        Walk[] members = [.. group.Live.Where(walk => walk.Job == job && walk.Phase == WalkPhase.Waiting && walk.Hold == Hold.Turn)];
        (IReadOnlyList<PlayPart> parts, TimeSpan lasts) = PartsFor(job, members);
        long left = job.ExpiresMicros - now.LatestMicros!.Value;
        TimeSpan within = Shorter(options.BeginWithin, Wait(left - Math.Min(OnTheWayMicros, left / 2)));
        foreach (IGrouping<string, Walk> told in members.GroupBy(walk => SpeakerOf(walk.Device).Entry!.Adapter))
        {
            var attempts = new Dictionary<string, UInt128>(StringComparer.Ordinal);
            foreach (Walk walk in told)
            {
                _attempts.Remove(walk.AttemptId);
                walk.Attempt++;
                (walk.Phase, walk.Started, walk.Restored, walk.IsBrokenOff, walk.SaidBySpeaker, walk.PlayedMs) = (WalkPhase.Told, false, false, false, false, 0);
                walk.Deadline = now.Monotonic + within + lasts + options.NoAnswerMargin;
                walk.Hold = Hold.Nothing;
                WakeBy(group, walk.Deadline);
                _attempts.Add(walk.AttemptId, walk);
                attempts.Add(walk.Device, walk.AttemptId);
                MarkUrgent(walk.Occurrence);
            }

            uint? volume = job.Play!.VolumePercent > 0 ? job.Play.VolumePercent : job.Priority == 9 ? 100 : null;
            _effects.Add(new PlayerEffect.Play(
                told.Key, new PlayOrder(group.Name, attempts, parts, job.Priority, volume, job.Play.Drill, within), now.Monotonic + within));
        }
    }

    private static bool IsBefore(Job job, Job? best) => best is null
        || (job.Priority != best.Priority ? job.Priority > best.Priority
            : job.IssuedMicros != best.IssuedMicros ? job.IssuedMicros < best.IssuedMicros
            : job.Id < best.Id);

    private static string WordOf(Hold hold) => hold switch
    {
        Hold.Clock => ReceiptReason.ClockUnknown,
        Hold.QuietHours => ReceiptReason.QuietHours,
        Hold.Connection => ReceiptReason.NotConnected,
        _ => string.Empty,
    };

    private static void WakeBy(GroupQueue group, TimeSpan at) => group.WakeAt = Shorter(group.WakeAt, at);

    private static TimeSpan Wait(long micros) => TimeSpan.FromMicroseconds(Math.Clamp(micros, 1, LongestWaitMicros));

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
