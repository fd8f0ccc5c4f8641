using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

// What the driver is given to do, and how it went.
public sealed partial class AnnouncementPlayer
{
    private TimeSpan _lanePause = TimeSpan.Zero;
    private TimeSpan? _laneAt;

    /// <summary>
    /// What is to be done now. The driver writes the journal, says <see cref="JournalWritten"/> or <see cref="JournalFailed"/>, and in the first case does the
    /// effects in their order; in the second only those that stop, render and fetch.
    /// </summary>
    public PlayerOutput Flush(Moment now)
    {
        bool down = _journalDown is not null;
        List<InboxEntry> journal = down ? [] : TakeJournal(now);
        if (!down && (_laneAt is not { } at || at <= now.Monotonic))
        {
            _laneAt = null;
            AppendAll();
        }

        if (_laneAt is null)
        {
            AppendRefusals(); // rests on no journal
        }

        PlayerEffect[] effects = [.. _effects];
        _effects.Clear();
        return new PlayerOutput(journal, effects, NextWake());
    }

    /// <summary>The journal of the last output is durable.</summary>
    public void JournalWritten() => _writing.Clear();

    /// <summary>
    /// The journal of the last output could not be written: nothing of what rests on it has been done. Nothing begins until <paramref name="retryAfter"/> has
    /// passed; then it is written again.
    /// </summary>
    public void JournalFailed(PlayerOutput output, TimeSpan retryAfter, Moment now)
    {
        foreach ((string key, object? subject) in _writing)
        {
            _urgent.TryAdd(key, subject);
        }

        _writing.Clear();
        _journalDown = now.Monotonic + retryAfter;
        _stirred.UnionWith(_groups.Values);
        foreach (PlayerEffect effect in output.Effects)
        {
            if (effect is PlayerEffect.Append append)
            {
                append.Ticket.Settled(false);
            }
            else if (effect is PlayerEffect.Play play)
            {
                foreach ((string device, UInt128 attempt) in play.Order.Attempts)
                {
                    NotReached(device, attempt, ReceiptReason.Fault, now);
                }
            }
        }
    }

    /// <summary>The alert lane has an event, or has refused it: then it gets it again, later.</summary>
    public void Appended(LaneTicket ticket, bool isDurable, Moment now)
    {
        ticket.Settled(isDurable);
        if (isDurable)
        {
            _lanePause = TimeSpan.Zero;
        }
        else if (_laneAt is null)
        {
            _lanePause = Shorter(_longestLanePause, Longer(options.FirstPause, _lanePause * 2));
            _laneAt = now.Monotonic + _lanePause;
        }
    }

    private void AppendAll()
    {
        foreach (Job job in _toAnswer)
        {
            _effects.Add(new PlayerEffect.Append(
                new Event { CommandReceipt = job.ToReceipt() }, null, new LaneTicket(durable => Answered(job, durable))));
        }

        _toAnswer.Clear();
        AppendReceipts();
        ReportSpeakers();
        ReportAudio();
    }

    private void AppendRefusals()
    {
        foreach ((UInt128 id, CommandReceipt refusal) in _refusals)
        {
            _effects.Add(new PlayerEffect.Append(new Event { CommandReceipt = refusal }, null, new LaneTicket(durable => _ = durable || _refusals.TryAdd(id, refusal))));
        }

        _refusals.Clear();
    }

    private void AppendReceipts()
    {
        foreach (Walk walk in _toAppend)
        {
            foreach (PendingReceipt receipt in walk.Pending.Where(receipt => !receipt.OnItsWay))
            {
                receipt.OnItsWay = true;
                _effects.Add(new PlayerEffect.Append(
                    receipt.ToEvent(walk, SpeakerOf(walk.Device).Area), receipt.DeviceTime, new LaneTicket(durable => Receipted(walk, receipt, durable))));
            }
        }

        _toAppend.Clear();
    }

    private void ReportSpeakers()
    {
        foreach (SpeakerStatus speaker in _speakers.Values.Where(speaker => speaker.IsNews && !speaker.OnItsWay).ToArray())
        {
            (speaker.IsNews, speaker.OnItsWay) = (false, true);
            _effects.Add(new PlayerEffect.Append(
                new Event { Device = speaker.Device, Area = speaker.Area, SpeakerReport = speaker.ToReport() },
                null,
                new LaneTicket(durable => (speaker.OnItsWay, speaker.IsNews) = (false, speaker.IsNews || !durable))));
        }
    }

    private void ReportAudio()
    {
        if (_heldIsNews && !_heldOnItsWay)
        {
            (_heldIsNews, _heldOnItsWay) = (false, true);
            var report = new AudioReport();
            report.Sha256.Add(_held.Select(hash => UnsafeByteOperations.UnsafeWrap(Convert.FromHexString(hash))));
            _effects.Add(new PlayerEffect.Append(
                new Event { AudioReport = report }, null, new LaneTicket(durable => (_heldOnItsWay, _heldIsNews) = (false, _heldIsNews || !durable))));
        }
    }

    private void Answered(Job job, bool durable)
    {
        if (durable && !_toAnswer.Contains(job))
        {
            job.Answered = true;
            MarkLazy(job);
        }
        else if (!durable && _jobs.ContainsKey(job.Id))
        {
            _toAnswer.Add(job);
        }
    }

    private void Receipted(Walk walk, PendingReceipt receipt, bool durable)
    {
        receipt.OnItsWay = false;
        if (durable)
        {
            walk.Pending.Remove(receipt);
            MarkLazy(walk.Occurrence.Key, walk.Occurrence);
        }
        else
        {
            _toAppend.Add(walk);
        }
    }

    private TimeSpan? NextWake()
    {
        TimeSpan at = Shorter(_fetchAt, _forgetAt);
        foreach (GroupQueue group in _groups.Values)
        {
            at = Shorter(at, group.WakeAt);
        }

        if (_journalDown is { } down)
        {
            at = Shorter(at, down);
        }
        else if (_lazy.Count > 0)
        {
            at = Shorter(at, _lazyAt);
        }

        bool toAppend = _toAppend.Count + _toAnswer.Count + _refusals.Count > 0 || _heldIsNews || _speakers.Values.Any(speaker => speaker.IsNews && !speaker.OnItsWay);
        if (toAppend && _laneAt is { } lane)
        {
            at = Shorter(at, lane);
        }

        return at == TimeSpan.MaxValue ? null : at;
    }
}
