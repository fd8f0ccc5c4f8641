using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player.Journal;

namespace Longgang.Edge.Core.Announcements.Player;

// Going on after a restart.
public sealed partial class AnnouncementPlayer
{
    /// <summary>
    /// Takes up what the journal holds. Once, before any other input. Speakers that had been told are not told again: they get the time that the play would
    /// have lasted to say what became of it.
    /// </summary>
    /// <returns>What could not be read and was left as it is, for people.</returns>
    public IReadOnlyList<string> Restore(IReadOnlyList<InboxEntry> entries, Moment now)
    {
        var problems = new List<string>();
        foreach (InboxEntry entry in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)) // commands (c/) come before occurrences (o/)
        {
            try
            {
                RestoreEntry(entry, now);
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
            {
                problems.Add($"'{entry.Key}': {e.Message}");
            }
        }

        foreach (Job job in _jobs.Values)
        {
            Settle(job);
        }

        _fetchNew = true;
        _clockStirs = true;
        return problems;
    }

    private void RestoreEntry(InboxEntry entry, Moment now)
    {
        switch (entry.Key.AsSpan(0, Math.Min(2, entry.Key.Length)))
        {
            case "c/":
                CommandRecord command = CommandRecord.Parser.ParseFrom(entry.Content.Span);
                Require(command.Version, command.Id);
                RestoreJob(command);
                break;
            case "o/":
                OccurrenceRecord occurrence = OccurrenceRecord.Parser.ParseFrom(entry.Content.Span);
                Require(occurrence.Version, occurrence.Announcement);
                Occurrence restored = OccurrenceOf(Ids.Read(occurrence.Announcement), occurrence.Occurrence);
                restored.ExpiresMicros = occurrence.ExpiresUnixUs;
                foreach (WalkRecord walk in occurrence.Walks)
                {
                    RestoreWalk(restored, walk, now);
                }

                break;
            case "t/":
                TombstoneRecord tombstone = TombstoneRecord.Parser.ParseFrom(entry.Content.Span);
                Require(tombstone.Version, tombstone.Announcement);
                _tombstones[Ids.Read(tombstone.Announcement)] = tombstone.UntilUnixUs;
                break;
            default:
                break; // other rooms keep things here too
        }
    }

    private static void Require(uint version, ByteString id)
    {
        if (version != JournalVersion || id.Length != 16)
        {
            throw new InvalidDataException($"is of version {version}; this program reads version {JournalVersion}.");
        }
    }

    private void RestoreJob(CommandRecord record)
    {
        var job = new Job(Ids.Read(record.Id), record.IssuedUnixUs, record.ExpiresUnixUs)
        {
            Command = record.Command.IsEmpty ? null : Command.Parser.ParseFrom(record.Command),
            Status = (CommandStatus)record.Status,
            Reason = record.Reason,
            Speakers = record.Speakers,
            Answered = record.Answered,
        };
        if (job.Play is not null)
        {
            Prepare(job);
        }

        if (job.Command?.Stage is { } stage)
        {
            foreach (int i in Enumerable.Range(0, stage.Audio.Count).Where(i => !record.Staged.Contains((uint)i)))
            {
                job.ToFetch.Add(i, new Fetching());
            }
        }

        _jobs.Add(job.Id, job);
        if (!job.Answered)
        {
            _toAnswer.Add(job);
        }
    }

    private void RestoreWalk(Occurrence occurrence, WalkRecord record, Moment now)
    {
        // A walk outlives its command's entry: then it is over, or the store was damaged and lost the one and not the other.
        Job job = _jobs.GetValueOrDefault(Ids.Read(record.Command)) ?? new Job(Ids.Read(record.Command), 0, occurrence.ExpiresMicros);
        var walk = new Walk(occurrence, record.Device)
        {
            Job = job,
            Phase = (WalkPhase)record.Phase,
            Attempt = record.Attempt,
            Started = record.Started,
            Spent = record.Spent,
            Stopping = (StopCause)record.Stopping,
            Step = record.Step,
            Said = (ReceiptState)record.Said,
            SaidReason = record.SaidReason,
            FailedBecause = record.FailedBecause,
            Preempted = record.Preempted,
            NeedsAudio = record.NeedsAudio,
            Accepted = record.Accepted,
            PlayedMs = record.PlayedMs,
            Evidence = (Evidence)record.Evidence,
        };
        occurrence.Walks.Add(walk.Device, walk);
        walk.Pending.AddRange(record.Pending.Select(receipt => new PendingReceipt(receipt)));
        if (walk.Pending.Count > 0)
        {
            _toAppend.Add(walk);
        }

        if (walk.Attempt > 0)
        {
            _attempts[walk.AttemptId] = walk;
        }

        if (walk.Phase == WalkPhase.Over)
        {
            return;
        }

        job.Live.Add(walk);
        Enqueue(walk);
        if (walk.IsPlaying)
        {
            walk.Restored = true;
            walk.Deadline = now.Monotonic + options.BeginWithin + Lasts(walk) + options.NoAnswerMargin;
        }
        else if (job.Play is null)
        {
            End(walk, ReceiptState.Failed, ReceiptReason.Fault, spent: false);
        }

        if (walk.Phase == WalkPhase.Stopping)
        {
            _toStop.Add(walk); // whether it was told before is not known; where to find it is, once the register is read
        }
    }

    private readonly List<Walk> _toStop = [];
}
