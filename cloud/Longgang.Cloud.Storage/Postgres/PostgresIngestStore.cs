using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Writing;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="IIngestStore"/>
/// <remarks>
/// A process takes in one group at a time; several processes may do so at once on one database. A commit whose answer was lost is tried again like
/// any other failed one, and is then recognised as stored.
/// </remarks>
public sealed class PostgresIngestStore : IIngestStore, IDisposable
{
    private const int MostRaces = 10;

    private readonly PostgresDatabase _database;
    private readonly IEnumerable<IAlertChangeListener> _listeners;
    private readonly IEnumerable<IAnnouncementChangeListener> _announcementListeners;
    private readonly TimeProvider _time;
    private readonly DayPartitions _partitions;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Names _names = new();
    private readonly GatewayBooks _books = new();
    private readonly EventRows _events = new();
    private readonly AreaNumbers _areas = new();

    internal PostgresIngestStore(
        PostgresDatabase database, DayPartitions partitions, IEnumerable<IAlertChangeListener> listeners, TimeProvider time,
        IEnumerable<IAnnouncementChangeListener>? announcementListeners = null)
    {
        _database = database;
        _partitions = partitions;
        _listeners = listeners;
        _time = time;
        _announcementListeners = announcementListeners ?? [];
    }

    /// <inheritdoc/>
    /// <remarks>Four round trips and the books cost as much as some thousand rows.</remarks>
    public int GroupEvents => 8192;

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await CommitGroupAsync(items, cancellationToken);
        }
        catch (PostgresException) when (items.Count > 1)
        {
            // One batch that the database cannot write must not stop the others: each has its own transaction now.
            var results = new List<CommitResult>(items.Count);
            foreach (IngestItem item in items)
            {
                results.Add(await CommitAloneAsync(item, cancellationToken));
            }

            return new CommitResult(
                [.. results.Select(result => result.Outcomes[0])],
                results.Sum(result => result.Events),
                results.Sum(result => result.Scans),
                results.Sum(result => result.Duplicates));
        }
        catch (PostgresException e) when (items[0] is IngestItem.Readable poison)
        {
            return await CommitGroupAsync([Unwritable(poison, e)], cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static IngestItem.Unreadable Unwritable(IngestItem.Readable poison, PostgresException e) => new(
        poison.Gateway, poison.Payload, poison.Crc32C, poison.ReceivedAt, BatchIdentity.Of(poison.Batch), $"the store cannot write it: {e.MessageText}");

    private async Task<CommitResult> CommitAloneAsync(IngestItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitGroupAsync([item], cancellationToken);
        }
        catch (PostgresException e) when (item is IngestItem.Readable poison)
        {
            return await CommitGroupAsync([Unwritable(poison, e)], cancellationToken);
        }
    }

    private async Task<CommitResult> CommitGroupAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryCommitAsync(items, cancellationToken);
            }
            catch (Exception e) when (IsRace(e) && attempt < MostRaces)
            {
                // Another replica was in the way and is gone, or has dropped an old partition.
                _partitions.Forget();
            }
            catch (Exception e) when (PostgresFailure.IsUnavailable(e) || IsRace(e))
            {
                throw _database.Unavailable(e);
            }
        }
    }

    private static bool IsRace(Exception failure) =>
        PostgresFailure.IsRace(failure)
        || failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.UndefinedTable }
        || failure is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, MessageText: var text } && text.StartsWith("no partition", StringComparison.Ordinal);

    private async Task<CommitResult> TryCommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        await using NpgsqlConnection connection = await _database.Source.OpenConnectionAsync(cancellationToken);
        await _names.LearnAsync(connection, items, PostgresTime.ToUs(now), cancellationToken);
        await _partitions.EnsureAsync(connection, items, now, cancellationToken);
        var writer = new GroupWriter(connection, _names, _books, _partitions, _events, _areas, now);
        CommitResult result;
        try
        {
            // Not cancelled once begun: whether it committed must not be left open.
            result = await writer.CommitAsync(items, CancellationToken.None);
        }
        catch (PostgresException)
        {
            await AbandonAsync(connection);
            throw;
        }

        _database.Recovered();
        if (writer.LastChange > 0)
        {
            foreach (IAlertChangeListener listener in _listeners)
            {
                listener.OnCommitted(writer.LastChange);
            }
        }

        if (writer.LastAnnouncementChange > 0)
        {
            foreach (IAnnouncementChangeListener listener in _announcementListeners)
            {
                listener.OnAnnouncementsCommitted(writer.LastAnnouncementChange);
            }
        }

        return result;
    }

    private static async Task AbandonAsync(NpgsqlConnection connection)
    {
        if (connection.State == System.Data.ConnectionState.Open)
        {
            await connection.RunAsync("ROLLBACK", [], CancellationToken.None);
        }
    }
}
