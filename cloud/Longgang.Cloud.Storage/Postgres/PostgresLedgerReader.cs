using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="ILedgerReader"/>
public sealed class PostgresLedgerReader(PostgresDatabase database) : ILedgerReader
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<LaneBooks>> ReadBooksAsync(CancellationToken cancellationToken) => await database.TransactAsync(
        connection => ReadAsync(connection, cancellationToken), cancellationToken, System.Data.IsolationLevel.RepeatableRead);

    /// <summary>Ranges and reports of the same moment.</summary>
    private static async Task<List<LaneBooks>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var ranges = (await connection.ReadAllAsync(
            "SELECT outbox, kind, first, last FROM ranges ORDER BY outbox, kind, first",
            row => (Outbox: row.GetInt32(0), Kind: (int)row.GetInt16(1), Run: new Interval(row.GetInt64(2), row.GetInt64(3))),
            [],
            cancellationToken)).ToLookup(row => (row.Outbox, row.Kind), row => row.Run);
        return await connection.ReadAllAsync(
            "SELECT o.id, g.name, encode(o.outbox, 'hex'), o.lane, o.conflicts, o.duplicates, o.reported_us, o.accepted, o.acknowledged, o.pending, o.expired, "
            + "o.quarantined, o.bytes, o.holds_s, o.full_in_s, o.superseded, o.final, o.ending, o.ends_after FROM outboxes o JOIN gateways g ON g.id = o.gateway ORDER BY g.name COLLATE \"C\", o.lane, o.id",
            row => new LaneBooks
            {
                Gateway = row.GetString(1),
                Outbox = row.GetString(2),
                Lane = (Lane)row.GetInt16(3),
                Stored = new IntervalSet(ranges[(row.GetInt32(0), OutboxBook.StoredKind)]),
                Expired = new IntervalSet(ranges[(row.GetInt32(0), OutboxBook.ExpiredKind)]),
                Quarantined = new IntervalSet(ranges[(row.GetInt32(0), OutboxBook.QuarantinedKind)]),
                Conflicts = row.GetInt64(4),
                Duplicates = row.GetInt64(5),
                State = OutboxStates.Of(row.GetBoolean(15), row.GetBoolean(16), (OutboxEnd)row.GetInt16(17)),
                EndsAfter = row.GetInt64(18),
                Report = row.IsDBNull(6) ? null : Report(row),
            },
            [],
            cancellationToken);
    }

    private static LaneReport Report(NpgsqlDataReader row) =>
        new(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.Time(6))
        {
            Holds = row.IsDBNull(13) ? null : TimeSpan.FromSeconds(row.GetInt64(13)),
            FullIn = row.IsDBNull(14) ? null : TimeSpan.FromSeconds(row.GetInt64(14)),
        };
}
