using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Salvage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Upkeep;

/// <summary>
/// Brings the write-ahead log into the database beside the writer, so that no commit waits for it. Under load the writer keeps adding
/// frames while this copies, and the log would never be free to start over: then the writer itself copies the small rest.
/// </summary>
public sealed partial class Checkpointer(
    SqliteWriter writer,
    SqliteReaders readers,
    IOptions<SqliteStorageOptions> options,
    TimeProvider time,
    ILogger<Checkpointer> logger) : BackgroundService
{
    private const int PageBytes = 4096;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await PaceAsync(stoppingToken);
                }
                catch (Exception e) when (e is StoreUnavailableException or SqliteException)
                {
                    // The writer reports the state of the store; here the next tick tries again.
                    LogPostponed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: closing the last connection brings the rest in.
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The writer has stopped before.
        }
    }

    /// <summary>Copies what there is when there is enough of it.</summary>
    public async Task PaceAsync(CancellationToken cancellationToken)
    {
        var log = new FileInfo(options.Value.Path + "-wal");
        long limit = options.Value.CheckpointMebibytes * 1024L * 1024L;
        if (!log.Exists || log.Length < limit / 4)
        {
            return;
        }

        // Asked a second time between two transactions: one that is larger than the cache repairs its checksums while it commits.
        string path = options.Value.Path + "-wal";
        if (LogContent.MustNotBeCopied(path) && await writer.ReadAsync(_ => LogContent.MustNotBeCopied(path), cancellationToken))
        {
            DamagedFiles.Report(options.Value.Path);
            throw new StoreDamagedException($"The write-ahead log of '{options.Value.Path}' is damaged.", new IOException("A frame of the log is not what was written."));
        }

        int frames = Copy();
        if ((long)frames * PageBytes >= limit)
        {
            await writer.ReadAsync(
                session =>
                {
                    session.Checkpoint();
                    return 0;
                },
                cancellationToken);
        }
    }

    /// <returns>How many frames the log held.</returns>
    private int Copy()
    {
        using SqliteConnection connection = readers.OpenForCheckpoint();

        // A connection that has read nothing does not know of the log yet and would copy nothing.
        connection.ReadNumber("SELECT count(*) FROM sqlite_schema");
        int result = raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int frames, out _);
        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
        {
            var failure = new SqliteException(raw.sqlite3_errmsg(connection.Handle!).utf8_to_string(), result, raw.sqlite3_extended_errcode(connection.Handle!));
            throw SqliteQuery.Translate(failure, options.Value.Path);
        }

        return frames;
    }

    [LoggerMessage(5110, LogLevel.Debug, "The checkpoint is postponed")]
    private static partial void LogPostponed(ILogger logger, Exception exception);
}
