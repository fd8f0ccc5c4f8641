using Longgang.Cloud.Storage.Postgres.Writing;
using Longgang.Cloud.Storage.Retention;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Upkeep;

/// <summary>
/// Makes partitions ahead of need and lets go what has expired. One replica of all does it: the one that holds the lock, as long as its connection
/// lives. When it dies, the server gives the lock to whoever asks next.
/// </summary>
internal sealed partial class PostgresUpkeep : BackgroundService
{
    private const int DaysAhead = 2;
    private static readonly TimeSpan _asks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _looks = TimeSpan.FromMinutes(1);

    private readonly PostgresDatabase _database;
    private readonly DayPartitions _partitions;
    private readonly IOptions<RetentionOptions> _retention;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgresUpkeep> _logger;
    private readonly BatchSweep _sweep;
    private volatile bool _isKeeper;

    public PostgresUpkeep(PostgresDatabase database, DayPartitions partitions, IOptions<RetentionOptions> retention, TimeProvider time, ILogger<PostgresUpkeep> logger)
    {
        _database = database;
        _partitions = partitions;
        _retention = retention;
        _time = time;
        _logger = logger;
        _sweep = new BatchSweep(retention, time);
    }

    /// <summary>Whether this replica does the upkeep now.</summary>
    public bool IsKeeper => _isKeeper;

    /// <summary>What is due once a minute: partitions of today and the days to come, and those that have expired.</summary>
    public async Task KeepPartitionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        await _partitions.EnsureAsync(connection, Enumerable.Range(PostgresTime.DayOf(now), DaysAhead + 1), cancellationToken);
        IReadOnlyList<int> dropped = await _partitions.DropExpiredAsync(connection, now, cancellationToken);
        if (dropped.Count > 0)
        {
            LogDropped(dropped.Count);
        }
    }

    /// <summary>One small sweep over batches and quarantine.</summary>
    public Task SweepAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => _sweep.RunAsync(connection, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await KeepAsync(stoppingToken);
                }
                catch (Exception e) when (PostgresFailure.IsUnavailable(e) && !stoppingToken.IsCancellationRequested)
                {
                    // Said to the supervisor too: a replica that nobody asks anything is not ready either.
                    LogPostponed(_database.Unavailable(e));
                }
                finally
                {
                    _isKeeper = false;
                }

                await Task.Delay(_asks, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: closing the connection gives the lock back.
        }
    }

    /// <summary>Returns when another replica is the keeper; else keeps until the connection is lost.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await _database.Source.OpenConnectionAsync(cancellationToken);
        bool mine = await connection.ReadNumberAsync("SELECT pg_try_advisory_lock($1)::int", [AdvisoryLocks.Upkeep], cancellationToken) == 1;
        _database.Recovered();
        if (!mine)
        {
            return;
        }

        try
        {
            _isKeeper = true;
            LogKeeper();
            using var timer = new PeriodicTimer(_retention.Value.SweepInterval, _time);
            long? looked = null;
            do
            {
                if (looked is null || _time.GetElapsedTime(looked.Value) >= _looks)
                {
                    await KeepPartitionsAsync(connection, cancellationToken);
                    looked = _time.GetTimestamp();
                }

                await SweepAsync(connection, cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        finally
        {
            // The pool must not keep a connection that holds the lock.
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.RunAsync("SELECT pg_advisory_unlock_all()", [], CancellationToken.None);
            }
        }
    }

    [LoggerMessage(5154, LogLevel.Information, "This replica does the upkeep now")]
    private partial void LogKeeper();

    [LoggerMessage(5155, LogLevel.Information, "{Count} days of scans have reached the end of their retention and are dropped")]
    private partial void LogDropped(int count);

    [LoggerMessage(5156, LogLevel.Warning, "The upkeep is postponed")]
    private partial void LogPostponed(Exception exception);
}
