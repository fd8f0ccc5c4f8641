using Google.Protobuf;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

// Commands: taken, known already, too late, or too many.
public sealed partial class AnnouncementPlayer
{
    /// <summary>Takes a command whose signature was verified, or one of the box's own.</summary>
    /// <returns>The answer. It may go to whoever asked once the journal of the next output is durable; the alert lane gets it by an effect.</returns>
    public CommandReceipt Take(Command command, Moment now)
    {
        if (CommandReader.Check(command) is { } problem)
        {
            return Refuse(command.Id, problem);
        }

        UInt128 id = Ids.Read(command.Id);
        if (_jobs.TryGetValue(id, out Job? known))
        {
            known.Answered = false;
            _toAnswer.Add(known);
            return known.ToReceipt();
        }

        if (_jobs.Count >= options.MaxRemembered && !ForgetOldest(now))
        {
            return Refuse(command.Id, $"{ReceiptReason.TooMany}: {_jobs.Count} commands are remembered. They are forgotten after they have expired.");
        }

        if (_jobs.Count >= options.MaxLive && Live >= options.MaxLive)
        {
            return Refuse(command.Id, $"{ReceiptReason.TooMany}: {options.MaxLive} commands are waiting. Retract some, or wait until they have ended.");
        }

        return Begin(new Job(id, command.IssuedUnixUs, command.ExpiresUnixUs) { Command = command }, now).ToReceipt();
    }

    /// <summary>Whether a command is known already.</summary>
    public bool Knows(ByteString command) => command.Length == CommandReader.IdBytes && _jobs.ContainsKey(Ids.Read(command));

    /// <summary>Takes a command back whose journal could not be written: the cloud is told that it was refused. What it has stopped stays stopped.</summary>
    public CommandReceipt TakeBack(ByteString command, string why)
    {
        if (_jobs.Remove(Ids.Read(command), out Job? job))
        {
            foreach (Walk walk in job.Live.ToArray())
            {
                Leave(walk, job);
            }

            _toAnswer.Remove(job);
            MarkRemoved(job.Key);
        }

        return Refuse(command, $"{ReceiptReason.InboxUnavailable}: {why}");
    }

    /// <summary>Refuses a command without having taken it.</summary>
    public CommandReceipt Refuse(ByteString command, string reason)
    {
        var receipt = new CommandReceipt { Command = command, Status = CommandStatus.Refused, Reason = reason };
        if (command.Length == CommandReader.IdBytes && _refusals.Count < options.MaxLive)
        {
            _refusals[Ids.Read(command)] = receipt;
        }

        return receipt;
    }

    private Job Begin(Job job, Moment now)
    {
        bool late = now.LatestMicros is { } latest && latest >= job.ExpiresMicros;
        job.Status = late ? CommandStatus.Expired : CommandStatus.Taken;
        job.Reason = late ? ReceiptReason.TooLate : string.Empty;
        _jobs.Add(job.Id, job);
        _toAnswer.Add(job);
        if (!late && job.Command!.BodyCase == Command.BodyOneofCase.Retract)
        {
            Bury(Ids.Read(job.Command.Retract.Announcement), Math.Max(job.Command.Retract.UntilUnixUs, job.ExpiresMicros), now);
        }

        if (!late && job.Command!.BodyCase == Command.BodyOneofCase.Stage)
        {
            for (int i = 0; i < job.Command.Stage.Audio.Count; i++)
            {
                job.ToFetch.Add(i, new Fetching());
            }

            _fetchNew = true;
        }

        if (job.Play is { } play && AudienceMatcher.TryCreate(play.Audience, out AudienceMatcher? audience, out _))
        {
            Prepare(job);
            Occurrence occurrence = OccurrenceOf(Ids.Read(play.Announcement), play.Occurrence);
            occurrence.ExpiresMicros = Math.Max(occurrence.ExpiresMicros, job.ExpiresMicros);
            bool retracted = _tombstones.ContainsKey(occurrence.Announcement);
            foreach (SpeakerStatus speaker in _speakers.Values.Where(speaker => speaker.Entry is { } entry && audience.Covers(entry.Place)).ToArray())
            {
                job.Speakers++;
                Join(job, occurrence, speaker.Device, late, retracted, now);
            }

            MarkUrgent(occurrence);
        }

        Settle(job);
        MarkUrgent(job);
        return job;
    }

    // Whoever has been told of the same before goes on from there: its steps grow on, and what was heard is not heard again.
    private void Join(Job job, Occurrence occurrence, string device, bool late, bool retracted, Moment now)
    {
        if (!occurrence.Walks.TryGetValue(device, out Walk? walk))
        {
            occurrence.Walks.Add(device, walk = new Walk(occurrence, device) { Job = job, CreatedBy = job });
        }
        else if (walk.IsPlaying)
        {
            if (!late)
            {
                walk.Successor?.Live.Remove(walk);
                walk.Successor = job;
                job.Live.Add(walk);
            }

            return;
        }
        else if (walk.Phase == WalkPhase.Waiting && late)
        {
            return;
        }
        else if (walk.Phase == WalkPhase.Over && walk.Spent)
        {
            walk.Job = job;
            Say(walk, walk.Said, walk.SaidReason, last: true);
            return;
        }
        else
        {
            walk.Job.Live.Remove(walk);
            Settle(walk.Job);
            (walk.Job, walk.Accepted, walk.Failures, walk.NextAttemptAt, walk.FailedBecause) = (job, false, 0, null, string.Empty);
        }

        walk.Phase = WalkPhase.Waiting;
        walk.Hold = Hold.Unknown;
        job.Live.Add(walk);
        Enqueue(walk);
        if (retracted)
        {
            End(walk, ReceiptState.Cancelled, ReceiptReason.Retracted, spent: false);
        }
        else if (late)
        {
            Expire(walk);
        }
    }

    private static void Prepare(Job job)
    {
        job.Contents = Speech.ContentsOf(job.Play!);
        job.ContentKeys = [.. job.Contents.Select(Speech.KeyOf)];
    }

    // The words of a command are kept as long as there is something to do with them.
    private void Settle(Job job)
    {
        if (job.IsOver && job.Command is not null)
        {
            job.Command = null;
            (job.Contents, job.ContentKeys) = ([], []);
            MarkUrgent(job);
            DropAudio();
        }
    }

    private void Leave(Walk walk, Job job)
    {
        job.Live.Remove(walk);
        if (walk.Successor == job)
        {
            walk.Successor = null;
        }
        else if (walk.CreatedBy == job && walk.Pending.Count == walk.Step && walk.Pending.TrueForAll(receipt => !receipt.OnItsWay))
        {
            walk.Occurrence.Walks.Remove(walk.Device);
            walk.Group?.Live.Remove(walk);
            _toAppend.Remove(walk);
            _attempts.Remove(walk.AttemptId);
            MarkUrgent(walk.Occurrence);
        }
        else
        {
            End(walk, ReceiptState.Failed, ReceiptReason.Fault, spent: walk.IsPlaying);
        }
    }

    private Occurrence OccurrenceOf(UInt128 announcement, uint number)
    {
        if (!_occurrences.TryGetValue((announcement, number), out Occurrence? occurrence))
        {
            _occurrences.Add((announcement, number), occurrence = new Occurrence(announcement, number));
        }

        return occurrence;
    }

    private readonly Dictionary<UInt128, CommandReceipt> _refusals = [];
    private readonly HashSet<Job> _toAnswer = [];
}
