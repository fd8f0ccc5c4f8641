using System.Globalization;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Retention;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// The partitions of the scans. A scan goes to the day of its box when that clock can be trusted, so that a backlog expires with its time; but never
/// to a day ahead of the cloud's, nor to one that has expired or lies more than a month back: whatever clocks say, there are few partitions.
/// </summary>
internal sealed class DayPartitions(IOptions<RetentionOptions> retention)
{
    private const int MostDaysBack = 31;

    // Volatile and immutable: ingestion reads it while the upkeep changes it.
    private volatile HashSet<int> _known = [];

    /// <summary>The day that an event is kept under.</summary>
    public int DayOf(EventTime time, DateTimeOffset now)
    {
        int today = PostgresTime.DayOf(now);
        return time.Quality is ClockQuality.Synchronized or ClockQuality.Holdover
            ? Math.Clamp((int)Math.Clamp(Math.Floor((double)time.BoxUnixUs / PostgresTime.DayUs), int.MinValue, int.MaxValue), OldestDay(now), today)
            : today;
    }

    /// <summary>The oldest day that something may still be written to.</summary>
    public int OldestDay(DateTimeOffset now) => Math.Max(OldestKept(now), PostgresTime.DayOf(now) - MostDaysBack);

    /// <summary>The oldest day of which not everything has expired.</summary>
    public int OldestKept(DateTimeOffset now) => PostgresTime.DayOf(now - retention.Value.Scans);

    /// <summary>Makes the partitions that a group needs and that are not there.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, IReadOnlyList<IngestItem> items, DateTimeOffset now, CancellationToken cancellationToken)
    {
        HashSet<int>? missing = null;
        foreach (Event item in items.OfType<IngestItem.Readable>().SelectMany(item => item.Batch.Events))
        {
            if (item.BodyCase == Event.BodyOneofCase.Scan && DayOf(item.Time, now) is var day && !_known.Contains(day))
            {
                (missing ??= []).Add(day);
            }
        }

        if (missing is not null)
        {
            await EnsureAsync(connection, missing, cancellationToken);
        }
    }

    /// <summary>Makes partitions that are not there.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, IEnumerable<int> days, CancellationToken cancellationToken)
    {
        foreach (int day in days.Order())
        {
            // Only who really makes one waits for the lock, and for those who are writing.
            if (await connection.ReadNumberAsync("SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)", [Name(day)], cancellationToken) == 0)
            {
                await CreateAsync(connection, day, cancellationToken);
            }

            _known = [.. _known, day];
        }
    }

    /// <summary>Forgets which partitions there are: another replica may have dropped one.</summary>
    public void Forget() => _known = [];

    /// <summary>Drops the partitions of days that have wholly expired.</summary>
    /// <returns>The days.</returns>
    public async Task<IReadOnlyList<int>> DropExpiredAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // An hour of patience: the clocks of two replicas are not the same.
        int oldest = OldestKept(now - TimeSpan.FromHours(1));
        List<int> days = await connection.ReadAllAsync(
            "SELECT substr(c.relname, 7)::int FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'scans'::regclass "
            + "AND substr(c.relname, 7)::int < $1 ORDER BY 1",
            row => row.GetInt32(0),
            [oldest],
            cancellationToken);
        foreach (int day in days)
        {
            _known = [.. _known.Where(known => known != day)];
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.RunAsync(Locked($"DROP TABLE IF EXISTS {Name(day)}"), [], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return days;
    }

    /// <summary>Made beside the table and then attached, which lets others write to the table meanwhile.</summary>
    private static async Task CreateAsync(NpgsqlConnection connection, int day, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(Locked("SELECT 1"), [], cancellationToken);
        if (await connection.ReadNumberAsync("SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)", [Name(day)], cancellationToken) == 0)
        {
            string range = string.Create(CultureInfo.InvariantCulture, $"FROM ({day}) TO ({day + 1})");
            await connection.RunAsync($"CREATE TABLE {Name(day)} (LIKE scans INCLUDING ALL)", [], cancellationToken);
            await connection.RunAsync($"ALTER TABLE scans ATTACH PARTITION {Name(day)} FOR VALUES {range}", [], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static string Name(int day) => string.Create(CultureInfo.InvariantCulture, $"scans_{day}");

    // Who waits for a table's lock makes everybody behind it wait too: rather give up and come again.
    private static string Locked(string statement) => string.Create(
        CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock({AdvisoryLocks.Partitions}); {statement}");
}
