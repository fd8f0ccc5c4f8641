using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Uplink;

/// <summary>
/// What of one lane is on its way to the cloud: which batches were sent and await their end-to-end acknowledgement, which go
/// again, what is read next. Holds keys and sizes only; payloads are read from disk for every sending, so that a resend sends what
/// is stored. Pure: time comes in as a monotonic <see cref="TimeSpan"/>. Not thread-safe.
/// </summary>
/// <remarks>Only <see cref="Acknowledge"/> ever lets a batch go: a PUBACK does not, a time-out does not, a refusal does not.</remarks>
public sealed class UplinkWindow(UplinkWindowOptions options)
{
    private readonly SortedDictionary<ulong, UplinkEntry> _entries = [];

    /// <summary>Store file that the sequences belong to.</summary>
    public OutboxId Outbox { get; private set; }

    /// <summary>Highest first sequence admitted: reading goes on after it.</summary>
    public ulong Cursor { get; private set; }

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

    /// <summary>What to do at <paramref name="now"/>. Resending comes before reading, the lowest sequence first.</summary>
    public UplinkStep Next(TimeSpan now)
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

            held += entry.Reason is not null ? 1 : 0;
            due = due is { } d && d <= entry.DueAt ? d : entry.DueAt;
        }

        return held < options.MaxHeld && InFlight < options.MaxBatches && (InFlight == 0 || InFlightBytes < options.MaxBytes)
            ? new UplinkStep(UplinkAction.ReadNext, Cursor, due)
            : new UplinkStep(UplinkAction.Wait, 0, due);
    }

    /// <summary>Takes a batch that was read after <see cref="Cursor"/> and counts it as sent, if it fits into the bounds.</summary>
    public bool TryAdmit(StoredBatch batch, TimeSpan now)
    {
        if (batch.Outbox != Outbox || batch.FirstSequence <= Cursor || !Fits(batch.Payload.Length))
        {
            return false;
        }

        var entry = new UplinkEntry { Count = batch.Count, Bytes = batch.Payload.Length };
        _entries.Add(batch.FirstSequence, entry);
        Cursor = batch.FirstSequence;
        Fly(batch.FirstSequence, entry, now);
        return true;
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
    }

    private bool Fits(long bytes) =>
        InFlight < options.MaxBatches && (InFlight == 0 || InFlightBytes + bytes <= options.MaxBytes);

    private void Fly(ulong first, UplinkEntry entry, TimeSpan now)
    {
        entry.InFlight = true;
        entry.SentAt = now;
        entry.TurnedAway = false;
        entry.DueAt = now + Double(options.AckTimeout, entry.Timeouts++, IsLowest(first) ? options.AckTimeout : options.AckTimeoutMax);
        InFlight++;
        InFlightBytes += entry.Bytes;
    }

    private void Land(UplinkEntry entry)
    {
        if (entry.InFlight)
        {
            entry.InFlight = false;
            InFlight--;
            InFlightBytes -= entry.Bytes;
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
