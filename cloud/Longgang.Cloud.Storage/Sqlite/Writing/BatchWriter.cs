using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Decides what a batch is (new, repeated, in conflict) and writes it.</summary>
internal sealed class BatchWriter(WriterSession session)
{
    public int Events { get; private set; }

    public int Scans { get; private set; }

    public int Duplicates { get; private set; }

    public void Begin()
    {
        Events = 0;
        Scans = 0;
        Duplicates = 0;
    }

    public BatchOutcome Write(IngestItem item) => item switch
    {
        IngestItem.Readable readable => Store(readable),
        IngestItem.Unreadable unreadable => Quarantine(unreadable, unreadable.Identity, unreadable.Reason, conflict: false),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "Not a kind of batch."),
    };

    private BatchOutcome Store(IngestItem.Readable item)
    {
        BatchIdentity identity = BatchIdentity.Of(item.Batch);
        long gateway = session.Gateway(item.Gateway);
        OutboxBook outbox = session.Outbox(identity.Outbox, identity.Lane, gateway);
        if (outbox.Gateway != gateway)
        {
            return new BatchOutcome(AckStatus.Refused, identity, "outbox-of-another-gateway: this outbox id is known from another box. Give the box a new outbox.");
        }

        bool restores = outbox.Lost.Set.CountWithin(identity.FirstSequence, identity.LastSequence) > 0;
        if (!restores && outbox.Stored.Set.CountWithin(identity.FirstSequence, identity.LastSequence) > 0)
        {
            return Meet(item, identity, outbox);
        }

        if (FindForeignEntry(item.Batch, gateway) is { } problem)
        {
            return Quarantine(item, identity, problem, conflict: false);
        }

        long sequence = identity.FirstSequence;
        int duplicates = 0;
        var origin = new EventOrigin(outbox, session.Boot(item.Batch.BootId.Span), WriterSession.ToUs(item.ReceivedAt));
        long eventBefore = session.Events.LastId;
        foreach (Event entry in item.Batch.Events)
        {
            // Some of a batch went with a damaged page: only those are stored again.
            if (restores && outbox.Stored.Set.Contains(sequence))
            {
                sequence++;
            }
            else if (!session.Events.Write(entry, origin, sequence++))
            {
                duplicates++;
            }
            else if (entry.BodyCase == Event.BodyOneofCase.Scan)
            {
                Scans++;
            }
        }

        session.Sql(
            "INSERT INTO batches (outbox, first, count, crc, boot, received_us, event, rows) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
            + "ON CONFLICT DO UPDATE SET rows = ?7 + ?8 - event")
            .Bind(1, outbox.Id).Bind(2, identity.FirstSequence).Bind(3, identity.Count).Bind(4, item.Crc32C)
            .Bind(5, origin.Boot).Bind(6, origin.ReceivedUs).Bind(7, eventBefore).Bind(8, session.Events.LastId - eventBefore).Run();
        session.AddRange(outbox, OutboxBook.StoredKind, identity.FirstSequence, identity.LastSequence);
        if (duplicates > 0)
        {
            session.Sql("UPDATE outboxes SET duplicates = duplicates + ?2 WHERE id = ?1").Bind(1, outbox.Id).Bind(2, duplicates).Run();
            Duplicates += duplicates;
        }

        Events += (int)identity.Count;
        return new BatchOutcome(AckStatus.Stored, identity);
    }

    /// <summary>A batch whose sequences are taken, all or some: a repetition, or a conflict.</summary>
    private BatchOutcome Meet(IngestItem.Readable item, BatchIdentity identity, OutboxBook outbox)
    {
        // The batch that reaches furthest into the range from below tells which case it is.
        SqliteStatement query = session.Sql("SELECT first, count, crc FROM batches WHERE outbox = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1")
            .Bind(1, outbox.Id).Bind(2, identity.LastSequence);
        bool found = query.Step();
        long first = found ? query.Integer(0) : 0;
        long count = found ? query.Integer(1) : 0;
        long crc = found ? query.Integer(2) : 0;
        query.Reset();
        if (found && first == identity.FirstSequence)
        {
            return count == identity.Count && crc == item.Crc32C
                ? new BatchOutcome(AckStatus.Stored, identity, "repeated", Repeated: true)
                : Quarantine(item, identity, $"conflict: sequence {first} is stored with {count} events and checksum {crc:x8}", conflict: true);
        }

        bool covered = outbox.Stored.Set.CountWithin(identity.FirstSequence, identity.LastSequence) == identity.Count;
        bool detailed = found && first + count > identity.FirstSequence;
        return covered && !detailed
            ? new BatchOutcome(AckStatus.Stored, identity, "repeated: stored so long ago that its details are purged", Repeated: true)
            : Quarantine(item, identity, "overlap: some of its sequences are stored in other batches", conflict: true);
    }

    private BatchOutcome Quarantine(IngestItem item, BatchIdentity? identity, string reason, bool conflict)
    {
        long gateway = session.Gateway(item.Gateway);
        OutboxBook? outbox = null;
        if (identity is { } known)
        {
            outbox = session.Outbox(known.Outbox, known.Lane, gateway);
            if (outbox.Gateway != gateway)
            {
                return new BatchOutcome(AckStatus.Refused, identity, "outbox-of-another-gateway: this outbox id is known from another box. Give the box a new outbox.");
            }
        }

        byte[] outboxBytes = identity is { } named ? BatchIdentity.OutboxBytes(named.Outbox) : [];
        long now = WriterSession.ToUs(item.ReceivedAt);
        int seen = session.Sql(
            "UPDATE quarantine SET times = times + 1, last_seen_us = ?6 WHERE gateway = ?1 AND outbox = ?2 AND lane = ?3 AND first = ?4 AND crc = ?5")
            .Bind(1, gateway).Bind(2, outboxBytes).Bind(3, (long)(identity?.Lane ?? Lane.Unspecified)).Bind(4, identity?.FirstSequence ?? 0)
            .Bind(5, item.Crc32C).Bind(6, now).Run();
        if (seen == 0)
        {
            session.Sql(
                "INSERT INTO quarantine (gateway, outbox, lane, first, count, crc, reason, first_seen_us, last_seen_us, times, payload) "
                + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 1, ?9)")
                .Bind(1, gateway).Bind(2, outboxBytes).Bind(3, (long)(identity?.Lane ?? Lane.Unspecified)).Bind(4, identity?.FirstSequence ?? 0)
                .Bind(5, identity?.Count ?? 0).Bind(6, item.Crc32C).Bind(7, reason).Bind(8, now).Bind(9, item.Payload.Span).Run();
            if (conflict)
            {
                session.Sql("UPDATE outboxes SET conflicts = conflicts + 1 WHERE id = ?1").Bind(1, outbox!.Id).Run();
            }
        }

        if (identity is { } range)
        {
            session.AddRange(outbox!, OutboxBook.QuarantinedKind, range.FirstSequence, range.LastSequence);
        }

        return new BatchOutcome(AckStatus.Quarantined, identity, reason, Repeated: seen > 0);
    }

    /// <summary>A box may name only what left its own outboxes.</summary>
    private string? FindForeignEntry(Batch batch, long gateway)
    {
        foreach (Event item in batch.Events)
        {
            if (item.BodyCase == Event.BodyOneofCase.Ledger
                && session.FindOutbox(BatchIdentity.OutboxOf(item.Ledger.OutboxId.Span), item.Ledger.Lane) is { } about
                && about.Gateway != gateway)
            {
                return "ledger entry about an outbox of another gateway";
            }
        }

        return null;
    }
}
