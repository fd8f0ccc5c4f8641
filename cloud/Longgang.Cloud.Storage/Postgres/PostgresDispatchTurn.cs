using Longgang.Cloud.Core.Announcements;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>The turn is an advisory lock: when its holder dies, the server gives it to whoever asks next. Not for several threads at once.</summary>
internal sealed class PostgresDispatchTurn(PostgresDatabase database) : IDispatchTurn, IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is not null)
            {
                // The server may have given the lock away with a connection that only looks alive.
                await _connection.RunAsync("SELECT 1", [], cancellationToken);
                return true;
            }

            _connection = await database.Source.OpenConnectionAsync(cancellationToken);
            if (await _connection.ReadNumberAsync("SELECT pg_try_advisory_lock($1)::int", [AdvisoryLocks.Dispatch], cancellationToken) == 1)
            {
                return true;
            }

            await LeaveAsync();
            return false;
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            await LeaveAsync();
            throw database.Unavailable(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_connection is { State: System.Data.ConnectionState.Open } connection)
            {
                // The pool must not keep a connection that holds the lock.
                await connection.RunAsync("SELECT pg_advisory_unlock_all()", [], CancellationToken.None);
            }
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            // The server is gone, and the lock with it.
        }

        await LeaveAsync();
    }

    private async ValueTask LeaveAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
