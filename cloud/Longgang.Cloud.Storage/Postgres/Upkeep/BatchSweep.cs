using Longgang.Cloud.Storage.Retention;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Upkeep;

/// <summary>
/// Forgets the details of old batches, in small steps, outbox by outbox. That their sequences are stored stays known for ever, by the runs of the
/// ledger; what goes is the row that tells a repetition from a conflict, and the bytes of what was quarantined, which may hold personal data.
/// </summary>
internal sealed class BatchSweep(IOptions<RetentionOptions> retention, TimeProvider time)
{
    // The scans of a day go when all of the day has expired, and an hour later; until then their batch says when they were received, and in which boot.
    private static readonly TimeSpan _batchesOutliveScans = TimeSpan.FromDays(2);

    private int _outbox;

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        _outbox = (int)await connection.ReadNumberAsync("SELECT min(id) FROM outboxes WHERE id > $1", [_outbox], cancellationToken);

        // Batches come in the order of their sequences, but for some that were sent again: the oldest rows are the first ones.
        await connection.RunAsync(
            "DELETE FROM batches WHERE outbox = $1 AND received_us < $3 AND first <= (SELECT max(first) FROM (SELECT first FROM batches WHERE outbox = $1 ORDER BY first LIMIT $2) b)",
            [_outbox, retention.Value.SweepRows, PostgresTime.ToUs(now - retention.Value.Scans - _batchesOutliveScans)],
            cancellationToken);
        await connection.RunAsync(
            "UPDATE quarantine SET payload = '' WHERE last_seen_us < $1 AND length(payload) > 0",
            [PostgresTime.ToUs(now - retention.Value.Quarantine)],
            cancellationToken);
    }
}
