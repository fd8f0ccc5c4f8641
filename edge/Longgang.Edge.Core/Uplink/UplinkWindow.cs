using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Uplink;

/// <summary>
/// What of one lane is on its way to the cloud: which batches were sent and await their end-to-end acknowledgement, which go
/// again, what is read next. Holds keys and sizes only; payloads are read from disk for every sending, so that a resend sends what
/// is stored. Pure: time comes in as a monotonic <see cref="TimeSpan"/>. Not thread-safe.
/// <para>
/// After an outage the lane is split where it ends: what comes from then on is live and goes first, with a part of the window reserved for it; what lies
/// before is the backlog, which takes the rest, and no more than its rate while there is live traffic. The backlog never waits for live batches: its part of the window is its own.
/// </para>
/// </summary>
/// <remarks>Only <see cref="Acknowledge"/> ever lets a batch go: a PUBACK does not, a time-out does not, a refusal does not.</remarks>
public sealed class UplinkWindow(UplinkWindowOptions options)
{
    private static readonly TimeSpan LiveFor = TimeSpan.FromSeconds(2);
    private readonly SortedDictionary<ulong, UplinkEntry> _entries = [];
    private ulong _end;      // last sequence admitted, of the backlog when there is one
    private ulong _split;    // last sequence of the backlog; 0: there is none
    private ulong _liveEnd;  // last sequence admitted of what is live
    private ulong _liveCursor;
    private TimeSpan? _lastLive;
    private TimeSpan? _unansweredSince; // first sending since the last answer
    private int _unheard;               // connections in a row that ended without one
    private TimeSpan _backlogDue;
    private int _backlogInFlight;
    private long _backlogBytes;

    /// <summary>Store file that the sequences belong to.</summary>
    public OutboxId Outbox { get; private set; }

    /// <summary>Highest first sequence admitted, of the backlog while there is one: reading goes on after it.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>What comes newly lies after it.</summary>
    public ulong NewestCursor => IsDraining ? _liveCursor : Cursor;

    /// <summary>Whether something newer than what was admitted lies in the lane.</summary>
    public bool HasNew(ulong accepted) => accepted > (IsDraining ? _liveEnd : _end);

    /// <summary>Whether a backlog is being drained beside what is live.</summary>
    public bool IsDraining => _split != 0;

    /// <summary>Batches sent and unanswered.</summary>
    public int InFlight { get; private set; }

    /// <summary>Payload bytes sent and unanswered.</summary>
    public long InFlightBytes { get; private set; }

    /// <summary>Batches that were admitted and not yet let go, in flight or not.</summary>
    public int Unacknowledged => _entries.Count;

    /// <summary>Batches that the cloud refuses at present, in order.</summary>
    public IEnumerable<HeldBatch> Held =>
        from pair in _entries
        where pair.Value.Reason is not null
        select new HeldBatch(Outbox, pair.Key, pair.Value.Count, pair.Value.Reason!, pair.Value.Refusals);

    /// <summary>
    /// Whether the connection is deaf: batches go up, were sent again, and no answer to any of them has come for <see cref="UplinkWindowOptions.DeafAfter"/>. A broker may take
    /// what a box sends and have lost the way back to it; nothing but a new connection helps. Where that does not help either it is the cloud that is silent, and the next one is
    /// given twice as long.
    /// </summary>
    public bool IsDeaf(TimeSpan now) => _unansweredSince is { } since && now - since >= Double(options.DeafAfter ?? 2 * options.AckTimeout, _unheard, options.AckTimeoutMax);

    /// <summary>What to do at <paramref name="now"/>. Resending comes before reading, the lowest sequence first.</summary>
    /// <param name="now">Monotonic.</param>
    /// <param name="accepted">Last sequence that the lane holds.</param>
    public UplinkStep Next(TimeSpan now, ulong accepted)
    {
        LandOverdue(now);
        TimeSpan? due = null;
        int held = 0;
        foreach ((ulong first, UplinkEntry entry) in _entries)
        {
            if (!entry.InFlight && entry.DueAt <= now)
            {
                // In order: when the lowest one does not fit, no higher one may overtake it.
                return Fits(entry.Bytes) ? new UplinkStep(UplinkAction.Resend, first, null) : new UplinkStep(UplinkAction.Wait, 0, Earliest(now));
            }

            held += entry.Reason is not null || entry.TurnedAway ? 1 : 0;
            due = due is { } d && d <= entry.DueAt ? d : entry.DueAt;
        }

        Split(accepted);
        if (held >= options.MaxHeld || !Fits(1))
        {
            return new UplinkStep(UplinkAction.Wait, 0, due);
        }

        if (!IsDraining)
        {
            return new UplinkStep(UplinkAction.ReadNext, Cursor, due);
        }

        if (accepted > _liveEnd)
        {
            return new UplinkStep(UplinkAction.ReadNext, _liveCursor, due);
        }

        if (!BacklogFits(1))
        {
            return new UplinkStep(UplinkAction.Wait, 0, due);
        }

        return _backlogDue <= now || !IsLive(now)
            ? new UplinkStep(UplinkAction.ReadNext, Cursor, due)
            : new UplinkStep(UplinkAction.Wait, 0, due is { } d2 && d2 < _backlogDue ? d2 : _backlogDue);
    }

    /// <summary>There is nothing after this sequence, though the lane holds as much as <paramref name="accepted"/>: the rest was named and is gone.</summary>
    public void NothingAfter(ulong sequence, ulong accepted)
    {
        if (IsDraining && sequence == _liveCursor && accepted > _liveEnd)
        {
            _liveEnd = accepted;
        }
        else if (IsDraining && sequence == Cursor)
        {
            Join();
        }
    }

    /// <summary>Takes a batch that was read and counts it as sent, if it fits into the bounds.</summary>
    public AdmitEffect Admit(StoredBatch batch, TimeSpan now)
    {
        bool live = IsDraining && batch.FirstSequence > _split;
        if (live && batch.FirstSequence <= _liveCursor)
        {
            Join(); // the backlog has been read to its end
            return AdmitEffect.Passed;
        }

        if (batch.Outbox != Outbox || (!live && batch.FirstSequence <= Cursor))
        {
            return AdmitEffect.NoRoom;
        }

        bool backlog = IsDraining && !live;
        if (_entries.ContainsKey(batch.FirstSequence))
        {
            // It was live before the lane was split anew, and is on its way.
            Pass(batch, live);
            return AdmitEffect.Passed;
        }

        if (!Fits(batch.Payload.Length) || (backlog && !BacklogFits(batch.Payload.Length)))
        {
            return AdmitEffect.NoRoom;
        }

        var entry = new UplinkEntry { Count = batch.Count, Bytes = batch.Payload.Length, IsBacklog = backlog };
        _entries.Add(batch.FirstSequence, entry);
        Pass(batch, live);
        if (live)
        {
            _lastLive = now;
        }
        else if (backlog && options.DrainEventsPerSecond > 0)
        {
            _backlogDue = (_backlogDue > now ? _backlogDue : now) + TimeSpan.FromSeconds((double)batch.Count / options.DrainEventsPerSecond);
        }

        Fly(batch.FirstSequence, entry, now);
        return AdmitEffect.Send;
    }

    /// <summary>A batch of <see cref="UplinkAction.Resend"/> was read and is about to be sent again. False: it was acknowledged meanwhile.</summary>
    public bool Resent(ulong first, TimeSpan now)
    {
        if (!_entries.TryGetValue(first, out UplinkEntry? entry) || entry.InFlight)
        {
            return false;
        }

        Fly(first, entry, now);
        return true;
    }

    /// <summary>A batch of <see cref="UplinkAction.Resend"/> is no longer in the lane: deleted, expired or quarantined there, and named by the lane.</summary>
    public void Forget(ulong first)
    {
        if (_entries.Remove(first, out UplinkEntry? entry))
        {
            Land(entry);
        }
    }

    /// <summary>The broker answered the sending with a failure code: nobody has it. It goes again after a pause.</summary>
    public void TurnedAway(ulong first, TimeSpan now)
    {
        if (_entries.TryGetValue(first, out UplinkEntry? entry) && entry.InFlight)
        {
            Land(entry);
            (_unansweredSince, _unheard) = (null, 0);
            entry.TurnedAway = true;
            entry.DueAt = now + Double(options.RepairRetry, entry.Repairs++, IsLowest(first) ? options.AckTimeout : options.AckTimeoutMax);
        }
    }

    /// <summary>Takes one acknowledgement of the cloud, in any order and any number of times.</summary>
    public AckEffect Acknowledge(OutboxId outbox, ulong first, uint count, AckStatus status, string reason, TimeSpan now)
    {
        UplinkEntry? entry = null;
        bool known = outbox == Outbox && _entries.TryGetValue(first, out entry);
        if (known && entry!.Count != count)
        {
            return AckEffect.Ignored;
        }

        (_unansweredSince, _unheard) = (null, 0);
        switch (status)
        {
            case AckStatus.Stored or AckStatus.Quarantined:
                if (known)
                {
                    _entries.Remove(first);
                    Land(entry!);
                    Overtake(entry!.SentAt, now);
                }

                return AckEffect.Delete;
            case AckStatus.Corrupt when known && entry!.InFlight:
                Land(entry);
                entry.DueAt = entry.Repairs == 0 ? now : now + Double(options.RepairRetry, entry.Repairs - 1, options.AckTimeoutMax);
                entry.Repairs++;
                return AckEffect.Resend;
            case AckStatus.Refused when known:
                Land(entry!);
                entry!.Reason = reason.Length == 0 ? "(no reason given)" : reason;
                entry.DueAt = now + Double(options.RefusedRetry, entry.Refusals, options.RefusedRetryMax);
                entry.Refusals++;
                return AckEffect.Held;
            default:
                return AckEffect.Ignored;
        }
    }

    /// <summary>
    /// A new connection: whatever was unanswered on the old one goes again, in order. What the cloud had refused goes too,
    /// since it may have been the cloud's restart that broke the connection.
    /// </summary>
    public void Reset()
    {
        _unheard += _unansweredSince is null ? 0 : 1;
        _unansweredSince = null;
        foreach (UplinkEntry entry in _entries.Values)
        {
            Land(entry);
            entry.DueAt = TimeSpan.MinValue;
            entry.Timeouts = 0;
        }
    }

    /// <summary>The lane goes on in another store file (salvage after damage): its sequences start anew.</summary>
    public void Rebase(OutboxId outbox)
    {
        _entries.Clear();
        (Outbox, Cursor, InFlight, InFlightBytes) = (outbox, 0, 0, 0);
        (_end, _backlogInFlight, _backlogBytes, _unansweredSince) = (0, 0, 0, null);
        EndSplit();
    }

    // A lane that has fallen behind is split where it ends; one whose live part has fallen behind, too, is split anew.
    private void Split(ulong accepted)
    {
        if (options.BehindEvents > 0 && accepted > (IsDraining ? _liveEnd : _end) + (ulong)options.BehindEvents)
        {
            (_split, _liveEnd, _liveCursor) = (accepted, accepted, accepted);
        }
    }

    private void Join()
    {
        if (_liveCursor > Cursor)
        {
            (Cursor, _end) = (_liveCursor, _liveEnd);
        }

        EndSplit();
    }

    private void EndSplit() => (_split, _liveEnd, _liveCursor, _lastLive) = (0, 0, 0, null);

    private void Pass(StoredBatch batch, bool live)
    {
        ulong end = batch.FirstSequence + batch.Count - 1;
        if (live)
        {
            (_liveCursor, _liveEnd) = (batch.FirstSequence, end);
        }
        else
        {
            (Cursor, _end) = (batch.FirstSequence, end);
        }
    }

    private bool IsLive(TimeSpan now) => _lastLive is { } last && now - last < LiveFor;

    // Three quarters of the window, so that a live batch always finds room.
    private bool BacklogFits(long bytes) =>
        _backlogInFlight < Math.Max(1, options.MaxBatches * 3 / 4) && (_backlogInFlight == 0 || _backlogBytes + bytes <= options.MaxBytes * 3 / 4);

    private bool Fits(long bytes) =>
        InFlight < options.MaxBatches && (InFlight == 0 || InFlightBytes + bytes <= options.MaxBytes);

    private void Fly(ulong first, UplinkEntry entry, TimeSpan now)
    {
        _unansweredSince ??= now;
        entry.InFlight = true;
        entry.SentAt = now;
        entry.TurnedAway = false;
        TimeSpan patience = options.FirstAckTimeout is { } soon && soon < options.AckTimeout ? soon : options.AckTimeout;
        entry.DueAt = now + Double(patience, entry.Timeouts++, IsLowest(first) ? options.AckTimeout : options.AckTimeoutMax);
        InFlight++;
        InFlightBytes += entry.Bytes;
        if (entry.IsBacklog)
        {
            _backlogInFlight++;
            _backlogBytes += entry.Bytes;
        }
    }

    private void Land(UplinkEntry entry)
    {
        if (entry.InFlight)
        {
            entry.InFlight = false;
            InFlight--;
            InFlightBytes -= entry.Bytes;
            if (entry.IsBacklog)
            {
                _backlogInFlight--;
                _backlogBytes -= entry.Bytes;
            }
        }
    }

    /// <summary>While the cloud is silent only the lowest batch goes on asking at a steady pace: enough to notice its return, and no storm.</summary>
    private bool IsLowest(ulong first)
    {
        foreach ((ulong sequence, UplinkEntry entry) in _entries)
        {
            if (entry.Reason is null)
            {
                return sequence == first;
            }
        }

        return true;
    }

    /// <summary>
    /// The cloud has answered what was sent at <paramref name="answered"/>. What was sent well before and is still unanswered was lost; what
    /// nobody was there to take has somebody now. Both go again at once.
    /// </summary>
    private void Overtake(TimeSpan answered, TimeSpan now)
    {
        foreach (UplinkEntry entry in _entries.Values)
        {
            if (entry.InFlight && entry.SentAt + Double(options.OvertakenBy, entry.Overtaken, options.AckTimeoutMax) <= answered)
            {
                Land(entry);
                entry.Overtaken++;
                entry.DueAt = now;
            }
            else if (entry.TurnedAway)
            {
                entry.TurnedAway = false;
                entry.Repairs = 0;
                entry.DueAt = now;
            }
        }
    }

    /// <summary>
    /// An answer that is overdue on a living connection will not come: the batch no longer counts as in flight and goes again. All of
    /// them land before any is chosen, or a lower one that waits for room would wait for ever.
    /// </summary>
    private void LandOverdue(TimeSpan now)
    {
        foreach (UplinkEntry entry in _entries.Values)
        {
            if (entry.DueAt <= now)
            {
                Land(entry);
            }
        }
    }

    private TimeSpan? Earliest(TimeSpan now)
    {
        TimeSpan? due = null;
        foreach (UplinkEntry entry in _entries.Values)
        {
            if (entry.InFlight && entry.DueAt > now && (due is null || entry.DueAt < due))
            {
                due = entry.DueAt;
            }
        }

        return due;
    }

    private static TimeSpan Double(TimeSpan first, int times, TimeSpan max) =>
        TimeSpan.FromTicks(Math.Min(max.Ticks, first.Ticks << Math.Min(times, 16)));
}
