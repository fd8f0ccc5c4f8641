using Longgang.Cloud.Storage.Sqlite.Writing;

namespace Longgang.Cloud.Storage.Sqlite.Upkeep;

/// <summary>
/// Forgets the details of old batches, in small steps. That their sequences are stored stays known for ever, by the runs of the ledger; what goes
/// is the row that tells a repetition from a conflict, and the bytes of what was quarantined, which may hold personal data. What a quarantined
/// batch was, whose and why, stays.
/// </summary>
internal sealed class BatchRetention
{
    private const int QuarantineRows = 64;

    private long _outbox;
    private long _quarantine;

    /// <summary>Looks at the next outbox, and at the next quarantined batches.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="rows">Most batches that are looked at.</param>
    /// <param name="batchesBeforeUs">Details of batches received before go.</param>
    /// <param name="quarantineBeforeUs">Payloads last seen before go.</param>
    /// <returns>Where it has come to. Taken over by <see cref="MoveTo"/> once the transaction is committed.</returns>
    public (long Outbox, long Quarantine) Sweep(WriterSession session, int rows, long batchesBeforeUs, long quarantineBeforeUs) =>
        (SweepBatches(session, rows, batchesBeforeUs), SweepQuarantine(session, quarantineBeforeUs));

    /// <summary>The next sweep begins here.</summary>
    public void MoveTo((long Outbox, long Quarantine) position) => (_outbox, _quarantine) = position;

    private long SweepBatches(WriterSession session, int rows, long beforeUs)
    {
        long outbox = session.Number("SELECT min(id) FROM outboxes WHERE id > ?1", _outbox);
        if (outbox == 0)
        {
            return 0;
        }

        // Batches come in the order of their sequences, but for some that were sent again: the oldest rows are the first ones.
        long last = session.Number(
            "SELECT max(first) FROM (SELECT first, received_us FROM batches WHERE outbox = ?1 ORDER BY first LIMIT ?2) WHERE received_us < ?3",
            outbox, rows, beforeUs);
        if (last > 0)
        {
            session.Sql("DELETE FROM batches WHERE outbox = ?1 AND first <= ?2 AND received_us < ?3").Bind(1, outbox).Bind(2, last).Bind(3, beforeUs).Run();
            session.Sql("DELETE FROM folded_events WHERE outbox = ?1 AND first <= ?2 AND last <= ?2").Bind(1, outbox).Bind(2, last).Run();
        }

        return outbox;
    }

    private long SweepQuarantine(WriterSession session, long beforeUs)
    {
        long last = session.Number("SELECT max(id) FROM (SELECT id FROM quarantine WHERE id > ?1 ORDER BY id LIMIT ?2)", _quarantine, QuarantineRows);
        if (last > 0)
        {
            session.Sql("UPDATE quarantine SET payload = zeroblob(0) WHERE id > ?1 AND id <= ?2 AND last_seen_us < ?3 AND length(payload) > 0")
                .Bind(1, _quarantine).Bind(2, last).Bind(3, beforeUs).Run();
        }

        return last;
    }
}
