using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="ILedgerReader"/>
public sealed class SqliteLedgerReader(SqliteReaders readers) : ILedgerReader
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<LaneBooks>> ReadBooksAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LaneBooks>>(Read());

    private List<LaneBooks> Read()
    {
        using SqliteConnection connection = readers.Open();

        // One transaction: ranges and reports of the same moment.
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        var ranges = connection.ReadAll(
                "SELECT outbox, kind, first, last FROM ranges ORDER BY outbox, kind, first",
                row => (Outbox: row.GetInt64(0), Kind: row.GetInt32(1), Run: new Interval(row.GetInt64(2), row.GetInt64(3))))
            .ToLookup(row => (row.Outbox, row.Kind), row => row.Run);
        List<LaneBooks> books = connection.ReadAll(
            "SELECT o.id, g.name, o.outbox, o.lane, o.conflicts, o.duplicates, o.reported_us, o.accepted, o.acknowledged, o.pending, o.expired, o.quarantined, o.bytes, o.holds_s, o.full_in_s, o.superseded, o.final, o.ending, o.ends_after "
            + "FROM outboxes o JOIN gateways g ON g.id = o.gateway ORDER BY g.name, o.lane, o.id",
            row => new LaneBooks
            {
                Gateway = row.GetString(1),
                Outbox = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)),
                Lane = (Lane)row.GetInt32(3),
                Stored = new IntervalSet(ranges[(row.GetInt64(0), OutboxBook.StoredKind)]),
                Expired = new IntervalSet(ranges[(row.GetInt64(0), OutboxBook.ExpiredKind)]),
                Quarantined = new IntervalSet(ranges[(row.GetInt64(0), OutboxBook.QuarantinedKind)]),
                Damaged = new IntervalSet(ranges[(row.GetInt64(0), OutboxBook.LostKind)]),
                Conflicts = row.GetInt64(4),
                Duplicates = row.GetInt64(5),
                State = OutboxStates.Of(row.GetInt64(15) != 0, row.GetInt64(16) != 0, (OutboxEnd)row.GetInt32(17)),
                EndsAfter = row.GetInt64(18),
                Report = row.IsDBNull(6)
                    ? null
                    : new LaneReport(
                        row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.Time(6))
                    {
                        Holds = row.IsDBNull(13) ? null : TimeSpan.FromSeconds(row.GetInt64(13)),
                        FullIn = row.IsDBNull(14) ? null : TimeSpan.FromSeconds(row.GetInt64(14)),
                    },
            });
        transaction.Commit();
        return books;
    }
}
