using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player.Journal;

namespace Longgang.Edge.Core.Announcements.Player;

// What speakers say, and what is made of their silence.
public sealed partial class AnnouncementPlayer
{
    /// <summary>An order did not reach a speaker: nothing of the attempt was or will be heard.</summary>
    public void NotReached(string device, UInt128 attempt, string reason, Moment now)
    {
        if (Find(device, attempt) is { Phase: WalkPhase.Told or WalkPhase.Stopping, Started: false } walk)
        {
            Unheard(walk, reason, null, now);
        }
    }

    /// <summary>A speaker said what became of an attempt, or the box has seen it.</summary>
    public void Answered(string device, SpeakerReceiptMessage said, Evidence evidence, Moment now)
    {
        if (Find(device, said.Play) is not { } walk)
        {
            return; // of an attempt that is long over, or of none
        }

        walk.Evidence = evidence;
        walk.PlayedMs = Math.Max(walk.PlayedMs, said.PlayedMs ?? 0);
        switch (said.State)
        {
            case SpeakerState.Started when !walk.Started && (walk.IsPlaying || !(walk.Spent || walk.IsBrokenOff)):
                Start(walk, said.Time, now);
                break;
            case SpeakerState.Finished when walk.Phase != WalkPhase.Over || CanBeMended(walk):
                Finish(walk, ReceiptState.Finished, string.Empty, said.Time);
                break;
            case SpeakerState.Stopped or SpeakerState.Failed when walk.Phase == WalkPhase.Stopping:
                BrokenOff(walk, said, now);
                break;
            case SpeakerState.Stopped when walk.Phase == WalkPhase.Told:
                Finish(walk, ReceiptState.Failed, ReceiptReason.Interrupted, said.Time); // nobody told it to: somebody stands beside it
                break;
            case SpeakerState.Failed when walk.Phase == WalkPhase.Told && !walk.Started && ReceiptReason.SaysNothingWasHeard(said.Reason, said.PlayedMs):
                Unheard(walk, ReceiptReason.Known(said.Reason), said.Time, now);
                break;
            case SpeakerState.Failed when walk.Phase == WalkPhase.Told:
                Finish(walk, ReceiptState.Failed, ReceiptReason.Known(said.Reason), said.Time);
                break;
            case SpeakerState.Stopped or SpeakerState.Failed when walk.Phase == WalkPhase.Over && walk.Spent && CanBeMended(walk):
                Finish(walk, ReceiptState.Failed, said.State == SpeakerState.Stopped ? ReceiptReason.Interrupted : ReceiptReason.Known(said.Reason), said.Time);
                break;
            default:
                break; // said before, or nothing that changes anything
        }
    }

    // What the box has given up in doubt, or counts as not heard, yields to the speaker's own word.
    private static bool CanBeMended(Walk walk) =>
        !walk.Spent || (walk.Said == ReceiptState.Failed && walk.SaidReason is ReceiptReason.NoAnswer or ReceiptReason.Interrupted && !walk.SaidBySpeaker);

    private Walk? Find(string device, UInt128 attempt) =>
        _attempts.TryGetValue(attempt, out Walk? walk) && string.Equals(walk.Device, device, StringComparison.Ordinal) ? walk : null;

    private void Start(Walk walk, DateTimeOffset? at, Moment now)
    {
        walk.Started = true;
        if (walk.Phase != WalkPhase.Stopping)
        {
            // It also begins when the box had it down as not reached: then it is playing all the same.
            walk.Phase = WalkPhase.Told;
            walk.Job.Live.Add(walk);
            Enqueue(walk);
            walk.Deadline = now.Monotonic + Lasts(walk) + options.NoAnswerMargin;
        }

        Say(walk, ReceiptState.Started, string.Empty, last: false, at);
        _stirred.Add(walk.Group!);
    }

    private void Finish(Walk walk, ReceiptState state, string reason, DateTimeOffset? at)
    {
        walk.SaidBySpeaker = true;
        End(walk, state, reason, spent: true, at);
    }

    private void BrokenOff(Walk walk, SpeakerReceiptMessage said, Moment now)
    {
        if (walk.Stopping == StopCause.Retracted)
        {
            walk.SaidBySpeaker = true;
            End(walk, ReceiptState.Cancelled, ReceiptReason.Retracted, spent: true, said.Time);
            return;
        }

        if (said.State == SpeakerState.Failed && (walk.Started || !ReceiptReason.SaysNothingWasHeard(said.Reason, said.PlayedMs)))
        {
            Finish(walk, ReceiptState.Failed, ReceiptReason.Known(said.Reason), said.Time); // it ended by itself, before it was told to
            return;
        }

        (walk.Preempted, walk.IsBrokenOff) = (true, true);
        Say(walk, ReceiptState.Preempted, string.Empty, last: false, said.Time);
        Requeue(walk, now.Monotonic);
    }

    private void Unheard(Walk walk, string reason, DateTimeOffset? at, Moment now)
    {
        if (walk.Stopping == StopCause.Retracted)
        {
            End(walk, ReceiptState.Cancelled, ReceiptReason.Retracted, spent: false, at);
            return;
        }

        bool first = walk.Said != ReceiptState.Failed || walk.SaidReason != reason;
        walk.FailedBecause = reason;
        walk.Failures++;
        TimeSpan pause = TimeSpan.FromTicks(Math.Min(options.LongestPause.Ticks, options.FirstPause.Ticks << Math.Min(walk.Failures - 1, 16)));
        if (reason == ReceiptReason.Language && !walk.NeedsAudio)
        {
            (walk.NeedsAudio, pause) = (true, TimeSpan.Zero);
        }

        if (reason.StartsWith("audio-", StringComparison.Ordinal))
        {
            MakeAnew(walk.Job);
        }

        if (first)
        {
            Say(walk, ReceiptState.Failed, reason, last: false, at);
        }

        Requeue(walk, now.Monotonic + pause);
    }

    private void Requeue(Walk walk, TimeSpan at)
    {
        (walk.Phase, walk.Stopping, walk.Started, walk.Restored, walk.NextAttemptAt, walk.Hold) = (WalkPhase.Waiting, StopCause.None, false, false, at, Hold.Unknown);
        if (walk.Successor is { } successor)
        {
            walk.Job.Live.Remove(walk);
            Settle(walk.Job);
            (walk.Job, walk.Successor, walk.Accepted) = (successor, null, false);
        }

        if (walk.Job.Play is null)
        {
            End(walk, ReceiptState.Failed, ReceiptReason.Interrupted, spent: true); // it began after all was thought to be over, and nobody knows the words any more
            return;
        }

        MarkUrgent(walk.Occurrence);
        Enqueue(walk);
    }

    // Silence. What was told in an earlier life may have been broken off with it, and what was told to stop and does not say that it did may have played on.
    private void GiveUp(Walk walk)
    {
        if (walk.Stopping == StopCause.Retracted)
        {
            End(walk, ReceiptState.Cancelled, ReceiptReason.Retracted, spent: true);
            return;
        }

        End(walk, ReceiptState.Failed, walk.Restored ? ReceiptReason.Interrupted : ReceiptReason.NoAnswer, spent: true);
    }

    private void Expire(Walk walk)
    {
        (ReceiptState state, string reason) = walk switch
        {
            { Preempted: true } => (ReceiptState.Preempted, string.Empty),
            { Hold: Hold.Clock } => (ReceiptState.Expired, ReceiptReason.ClockUnknown),
            { Hold: Hold.QuietHours } => (ReceiptState.Expired, ReceiptReason.QuietHours),
            { Hold: Hold.Connection } or { FailedBecause: ReceiptReason.NotConnected } => (ReceiptState.Unreachable, ReceiptReason.NotConnected),
            { FailedBecause.Length: > 0 } => (ReceiptState.Failed, walk.FailedBecause),
            { Hold: Hold.Audio } => (ReceiptState.Expired, ReceiptReason.AudioUnavailable),
            { Hold: Hold.Turn } => (ReceiptState.Expired, ReceiptReason.Superseded),
            _ => (ReceiptState.Expired, ReceiptReason.TooLate),
        };
        End(walk, state, reason, spent: false);
    }

    private void End(Walk walk, ReceiptState state, string reason, bool spent, DateTimeOffset? at = null)
    {
        (walk.Phase, walk.Stopping, walk.Spent) = (WalkPhase.Over, StopCause.None, walk.Spent || spent);
        Say(walk, state, reason, last: true, at);
        walk.Group?.Live.Remove(walk);
        _stirred.Add(GroupOf(walk.Device));
        Job job = walk.Job;
        job.Live.Remove(walk);
        if (walk.Successor is { } successor)
        {
            successor.Live.Remove(walk);
            walk.Successor = null;
            Settle(successor);
        }

        Settle(job);
    }

    private void Say(Walk walk, ReceiptState state, string reason, bool last, DateTimeOffset? at = null)
    {
        walk.Step++;
        (walk.Said, walk.SaidReason) = (state, reason);
        bool heard = state is ReceiptState.Started or ReceiptState.Finished or ReceiptState.Preempted || walk.Spent || walk.PlayedMs > 0;
        if (walk.Pending.Count == Walk.MostPending)
        {
            walk.Pending.RemoveAt(0);
        }

        walk.Pending.Add(new PendingReceipt(new ReceiptRecord
        {
            Step = walk.Step,
            State = (uint)state,
            Reason = reason,
            Last = last,
            Attempt = walk.Attempt,
            PlayedMs = walk.PlayedMs,
            Evidence = heard || walk.SaidBySpeaker ? (uint)walk.Evidence : 0,
            DeviceUnixUs = at is { } time ? (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : 0,
            Command = walk.Job.IdBytes,
        }));
        _toAppend.Add(walk);
        MarkUrgent(walk.Occurrence);
    }

    private readonly HashSet<Walk> _toAppend = [];
}
