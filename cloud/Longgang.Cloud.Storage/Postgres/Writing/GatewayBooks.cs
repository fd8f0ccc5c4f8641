using Longgang.Cloud.Storage.Books;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// The books that this replica has in memory. They are only ever used under the lock of their row in the database, and only after what other
/// replicas did to them in the meantime has been read.
/// </summary>
internal sealed class GatewayBooks
{
    public const string Lock = "SELECT gateway, version, snapshot FROM gateway_books WHERE gateway = ANY ($1) ORDER BY gateway FOR UPDATE";

    // About the time that reading the journal takes when a gateway's books are needed again.
    private const int SnapshotEvery = 64;

    private readonly Dictionary<int, GatewayBook> _books = [];

    /// <summary>Forgets a book that may say more than the database.</summary>
    public void Forget(IEnumerable<int> gateways)
    {
        foreach (int gateway in gateways)
        {
            _books.Remove(gateway);
        }
    }

    /// <summary>Brings the locked books up to date.</summary>
    /// <param name="connection">In the transaction that holds the locks.</param>
    /// <param name="locked">What <see cref="Lock"/> returned.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<Dictionary<int, GatewayBook>> RefreshAsync(
        NpgsqlConnection connection, IReadOnlyList<(int Gateway, long Version, long Snapshot)> locked, CancellationToken cancellationToken)
    {
        var current = new Dictionary<int, GatewayBook>(locked.Count);
        List<GatewayBook> stale = [], unknown = [];
        foreach ((int gateway, long version, long snapshot) in locked)
        {
            if (!_books.TryGetValue(gateway, out GatewayBook? book))
            {
                _books.Add(gateway, book = new GatewayBook(gateway));
            }

            current.Add(gateway, book);
            if (book.Version != version)
            {
                if (book.Version < snapshot)
                {
                    book.Forget();
                    unknown.Add(book);
                }

                stale.Add(book);
            }

            book.Snapshot = snapshot;
        }

        if (unknown.Count > 0)
        {
            await LoadAsync(connection, unknown, cancellationToken);
        }

        if (stale.Count > 0)
        {
            await CatchUpAsync(connection, stale, current, cancellationToken);
            foreach ((int gateway, long version, long _) in locked)
            {
                current[gateway].Version = version;
            }
        }

        return current;
    }

    /// <summary>Adds the statements that write what the transaction changed, with a snapshot where one is due.</summary>
    /// <returns>The versions that the books have once it is committed.</returns>
    public static List<(GatewayBook Book, long Version, long Snapshot)> AddTo(NpgsqlBatch batch, IEnumerable<GatewayBook> books)
    {
        List<(GatewayBook Book, long Version, long Snapshot)> changed =
            [.. books.Where(book => !book.Delta.IsEmpty || book.ScansAdded > 0).Select(book => (
                book,
                book.Version + 1,
                book.Version + 1 - book.Snapshot >= SnapshotEvery ? book.Version + 1 : book.Snapshot))];
        if (changed.Count == 0)
        {
            return changed;
        }

        RangeRows.AddTo(batch, changed.SelectMany(change => change.Book.Outboxes));
        int[] gateways = [.. changed.Select(change => change.Book.Id)];
        long[] versions = [.. changed.Select(change => change.Version)];
        batch.Add(
            "INSERT INTO book_journal (gateway, version, delta) SELECT * FROM unnest($1, $2, $3)",
            gateways,
            versions,
            changed.Select(change => change.Book.Delta.Encode()).ToArray());
        List<GatewayBook> due = [.. changed.Where(change => change.Snapshot == change.Version).Select(change => change.Book)];
        if (due.Count > 0)
        {
            SnapshotRows.AddTo(batch, due);
        }

        batch.Add(
            "UPDATE gateway_books b SET version = n.version, snapshot = n.snapshot, scans = b.scans + n.scans FROM unnest($1, $2, $3, $4) AS n (gateway, version, snapshot, scans) "
            + "WHERE b.gateway = n.gateway",
            gateways,
            versions,
            changed.Select(change => change.Snapshot).ToArray(),
            changed.Select(change => change.Book.ScansAdded).ToArray());
        return changed;
    }

    private static async Task LoadAsync(NpgsqlConnection connection, List<GatewayBook> unknown, CancellationToken cancellationToken)
    {
        Dictionary<int, GatewayBook> books = unknown.ToDictionary(book => book.Id);
        object gateways = books.Keys.ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("SELECT id, home, gateway, area, last_seen_us, scans, readings FROM devices WHERE home = ANY ($1)", gateways)
            .Add("SELECT d.home, r.device, r.epoch, r.first, r.last FROM devices d JOIN device_ranges r ON r.device = d.id WHERE d.home = ANY ($1)", gateways)
            .Add("SELECT o.gateway, r.outbox, r.kind, r.first, r.last FROM outboxes o JOIN ranges r ON r.outbox = o.id WHERE o.gateway = ANY ($1)", gateways);
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            DeviceBook device = books[rows.GetInt32(1)].Device(rows.GetInt32(0));
            device.Gateway = rows.GetInt32(2);
            device.Area = rows.GetInt64(3);
            device.LastSeenUs = rows.GetInt64(4);
            device.Scans = rows.GetInt64(5);
            device.Readings = rows.GetInt64(6);
        }

        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            books[rows.GetInt32(0)].Device(rows.GetInt32(1)).Epoch(rows.GetInt64(2)).Set.Add(rows.GetInt64(3), rows.GetInt64(4));
        }

        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            books[rows.GetInt32(0)].Outbox(rows.GetInt32(1)).Of(rows.GetInt16(2)).Set.Add(rows.GetInt64(3), rows.GetInt64(4));
        }
    }

    private static async Task CatchUpAsync(
        NpgsqlConnection connection, List<GatewayBook> stale, Dictionary<int, GatewayBook> books, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            "SELECT j.gateway, j.delta FROM unnest($1, $2) AS n (gateway, version) JOIN book_journal j ON j.gateway = n.gateway AND j.version > n.version "
            + "ORDER BY j.gateway, j.version",
            stale.Select(book => book.Id).ToArray(),
            stale.Select(book => book.Version).ToArray());
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            BookDelta.Apply(await rows.GetFieldValueAsync<byte[]>(1, cancellationToken), books[rows.GetInt32(0)]);
        }
    }
}
