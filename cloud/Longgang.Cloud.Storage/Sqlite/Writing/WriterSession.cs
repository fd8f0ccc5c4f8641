using System.Globalization;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Pages;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Salvage;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>
/// The one connection that writes, with its prepared statements and everything that the writer keeps in memory. After any failed
/// transaction the session is thrown away and opened anew, so that memory never says more than the database.
/// </summary>
internal sealed class WriterSession : IDisposable
{
    private const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    private readonly SqliteConnection _connection;
    private readonly bool _owns;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, long> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _gatewayNames = [];
    private readonly Dictionary<string, long> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, long> _boots = [];
    private readonly Dictionary<(UInt128 Outbox, Lane Lane), OutboxBook> _outboxes = [];
    private readonly HashSet<OutboxBook> _dirtyOutboxes = [];
    private readonly Dictionary<(long Gateway, Lane Lane), OutboxBook> _used = [];

    private WriterSession(SqliteConnection connection, bool owns, TimeProvider time)
    {
        _connection = connection;
        _owns = owns;
        Time = time;
        Devices = new DeviceBooks(this);
        Events = new EventWriter(this);
        Alerts = new AlertWriter(this);
        Announcements = new AnnouncementWriter(this);
        Clocks = new ClockWriter(this);
        Batches = new BatchWriter(this);
    }

    public TimeProvider Time { get; }

    public DeviceBooks Devices { get; }

    public EventWriter Events { get; }

    public AlertWriter Alerts { get; }

    public AnnouncementWriter Announcements { get; }

    public ClockWriter Clocks { get; }

    public BatchWriter Batches { get; }

    public long NowUs => ToUs(Time.GetUtcNow());

    /// <summary>Opens a file that <see cref="DatabaseFile"/> has prepared, migrates and loads.</summary>
    public static WriterSession Open(SqliteStorageOptions options, TimeProvider time, DatabaseDamage? found)
    {
        var connection = new SqliteConnection(CheckedDatabase.ConnectionString(options.Path, SqliteOpenMode.ReadWrite, pooling: false));
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL");
            Execute(connection, "PRAGMA synchronous=FULL");
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size=-{options.CacheKibibytes}"));
            Execute(connection, "PRAGMA wal_autocheckpoint=0");
            Execute(connection, "PRAGMA foreign_keys=OFF");
            Execute(connection, "PRAGMA temp_store=MEMORY");
            long pageSize = Convert.ToInt64(Scalar(connection, "PRAGMA page_size"), CultureInfo.InvariantCulture);
            long pages = options.MaxBytes == 0 ? 0xFFFFFFFE : options.MaxBytes / pageSize;
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={pages}"));
            SqliteMigrations.Apply(connection);
            if (found is not null)
            {
                DatabaseFile.Record(connection, found, time.GetUtcNow());
            }

            WriteMap(connection, DatabaseFile.MapOf(options.Path));
            return Load(connection, owns: true, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A session over a migrated connection that stays open when the session is thrown away; what it had begun is then rolled back.</summary>
    public static WriterSession Over(SqliteConnection connection, TimeProvider time) => Load(connection, owns: false, time);

    private static WriterSession Load(SqliteConnection connection, bool owns, TimeProvider time)
    {
        var session = new WriterSession(connection, owns, time);
        session.Load();
        return session;
    }

    /// <summary>The prepared statement of a constant text.</summary>
    public SqliteStatement Sql(string constant)
    {
        if (!_statements.TryGetValue(constant, out SqliteStatement? statement))
        {
            statement = Prepare(constant);
            _statements.Add(constant, statement);
        }

        return statement;
    }

    /// <summary>Prepares a statement that the caller keeps.</summary>
    public SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql);

    public void Begin() => Sql("BEGIN IMMEDIATE").Run();

    public void Commit()
    {
        Announcements.Flush();
        FlushRanges();
        Sql("COMMIT").Run();
    }

    public long Gateway(string name)
    {
        if (!_gateways.TryGetValue(name, out long id))
        {
            Sql("INSERT INTO gateways (name, last_seen_us) VALUES (?1, ?2)").Bind(1, name).Bind(2, NowUs).Run();
            id = LastRowId();
            _gateways.Add(name, id);
            _gatewayNames.Add(id, name);
        }

        return id;
    }

    public string GatewayName(long id) => _gatewayNames[id];

    public long Policy(string name)
    {
        if (!_policies.TryGetValue(name, out long id))
        {
            Sql("INSERT INTO policies (name) VALUES (?1)").Bind(1, name).Run();
            id = LastRowId();
            _policies.Add(name, id);
        }

        return id;
    }

    public long Boot(ReadOnlySpan<byte> boot)
    {
        UInt128 key = BatchIdentity.OutboxOf(boot);
        if (!_boots.TryGetValue(key, out long id))
        {
            Sql("INSERT INTO boots (boot) VALUES (?1)").Bind(1, boot).Run();
            id = LastRowId();
            _boots.Add(key, id);
        }

        return id;
    }

    /// <summary>The book of an outbox; made for <paramref name="gateway"/> when it is new.</summary>
    public OutboxBook Outbox(UInt128 outbox, Lane lane, long gateway)
    {
        if (!_outboxes.TryGetValue((outbox, lane), out OutboxBook? book))
        {
            Sql("INSERT INTO outboxes (outbox, lane, gateway) VALUES (?1, ?2, ?3)")
                .Bind(1, BatchIdentity.OutboxBytes(outbox)).Bind(2, (long)lane).Bind(3, gateway).Run();
            book = new OutboxBook(LastRowId(), gateway);
            _outboxes.Add((outbox, lane), book);
        }

        return book;
    }

    /// <summary>The book of an outbox, or null when it was never heard of.</summary>
    public OutboxBook? FindOutbox(UInt128 outbox, Lane lane) => _outboxes.GetValueOrDefault((outbox, lane));

    /// <summary>The box uses this outbox for the lane, and so none of its others any more.</summary>
    public void UseOutbox(OutboxBook book, Lane lane)
    {
        if (_used.GetValueOrDefault((book.Gateway, lane)) != book)
        {
            Sql("UPDATE outboxes SET superseded = (id <> ?1) WHERE gateway = ?2 AND lane = ?3").Bind(1, book.Id).Bind(2, book.Gateway).Bind(3, (long)lane).Run();
            _used[(book.Gateway, lane)] = book;
        }
    }

    public void AddRange(OutboxBook book, int kind, long first, long last)
    {
        book.Of(kind).Add(first, last);
        _dirtyOutboxes.Add(book);
    }

    /// <summary>One number, 0 for NULL or no row.</summary>
    public long Number(string constant, params ReadOnlySpan<long> parameters)
    {
        SqliteStatement query = Sql(constant);
        for (int i = 0; i < parameters.Length; i++)
        {
            query.Bind(i + 1, parameters[i]);
        }

        long number = query.Step() ? query.Integer(0) : 0;
        query.Reset();
        return number;
    }

    public long LastRowId() => raw.sqlite3_last_insert_rowid(_connection.Handle!);

    public long? Mark(string name)
    {
        SqliteStatement query = Sql("SELECT value FROM marks WHERE name = ?1").Bind(1, name);
        long? value = query.Step() ? query.Integer(0) : null;
        query.Reset();
        return value;
    }

    public void SetMark(string name, long value) =>
        Sql("INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value").Bind(1, name).Bind(2, value).Run();

    /// <summary>Brings what fits of the write-ahead log into the database without waiting for anybody.</summary>
    public void Checkpoint() =>
        raw.sqlite3_wal_checkpoint_v2(_connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        Events.Dispose();
        if (_owns)
        {
            if (LogContent.MustNotBeCopied(_connection.DataSource + "-wal"))
            {
                raw.sqlite3_db_config(_connection.Handle!, NoCheckpointOnClose, 1, out _);
            }

            _connection.Dispose();
        }
        else if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
        {
            Execute(_connection, "ROLLBACK");
        }
    }

    /// <summary>What the last damage has cost, or null.</summary>
    public string? LastDamage()
    {
        SqliteStatement query = Sql("SELECT at_us, what, kept FROM damages ORDER BY id DESC LIMIT 1");
        string? damage = query.Step()
            ? string.Create(CultureInfo.InvariantCulture, $"damaged, found at {SqliteQuery.FromUs(query.Integer(0)):yyyy-MM-dd'T'HH:mm:ss'Z'}: {query.Text(1)}. The damaged file: {query.Text(2)}")
            : null;
        query.Reset();
        return damage;
    }

    public static long ToUs(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static void WriteMap(SqliteConnection connection, string path) => new SchemaMap(
        (int)connection.ReadNumber("PRAGMA user_version"),
        connection.ReadAll(
            "SELECT name, rootpage, type = 'table' FROM sqlite_schema WHERE rootpage > 0 ORDER BY rootpage",
            static row => new SchemaTree(row.GetString(0), (uint)row.GetInt64(1), row.GetInt64(2) != 0))).Write(path);

    private void FlushRanges()
    {
        foreach (OutboxBook book in _dirtyOutboxes)
        {
            for (int kind = OutboxBook.StoredKind; kind <= OutboxBook.QuarantinedKind; kind++)
            {
                int kindNow = kind;
                book.Of(kind).Flush(
                    first => Sql("DELETE FROM ranges WHERE outbox = ?1 AND kind = ?2 AND first = ?3").Bind(1, book.Id).Bind(2, kindNow).Bind(3, first).Run(),
                    run => Sql("INSERT INTO ranges (outbox, kind, first, last) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET last = excluded.last")
                        .Bind(1, book.Id).Bind(2, kindNow).Bind(3, run.First).Bind(4, run.Last).Run());
            }
        }

        _dirtyOutboxes.Clear();
    }

    private void Load()
    {
        SqliteStatement query = Sql("SELECT id, name FROM gateways");
        while (query.Step())
        {
            _gateways.Add(query.Text(1), query.Integer(0));
            _gatewayNames.Add(query.Integer(0), query.Text(1));
        }

        query = Sql("SELECT id, name FROM policies");
        while (query.Step())
        {
            _policies.Add(query.Text(1), query.Integer(0));
        }

        query = Sql("SELECT id, boot FROM boots");
        while (query.Step())
        {
            _boots.Add(BatchIdentity.OutboxOf(query.Blob(1)), query.Integer(0));
        }

        var books = new Dictionary<long, OutboxBook>();
        query = Sql("SELECT id, outbox, lane, gateway FROM outboxes");
        while (query.Step())
        {
            var book = new OutboxBook(query.Integer(0), query.Integer(3));
            _outboxes.Add((BatchIdentity.OutboxOf(query.Blob(1)), (Lane)query.Integer(2)), book);
            books.Add(book.Id, book);
        }

        query = Sql("SELECT outbox, kind, first, last FROM ranges ORDER BY outbox, kind, first");
        while (query.Step())
        {
            books[query.Integer(0)].Of((int)query.Integer(1)).Set.Add(query.Integer(2), query.Integer(3));
        }

        Events.Load();
        Announcements.Load();
        Devices.Load();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Pragmas take no parameters; the values are numbers from validated options.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
