using System.Data;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite.Pages;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Sqlite.Reading;

/// <summary>
/// Read-only connections, pooled by the driver. Each sees the last committed moment and disturbs no writer. While the file is repaired there are none.
/// </summary>
public sealed class SqliteReaders(IOptions<SqliteStorageOptions> options)
{
    private readonly object _gate = new();
    private string? _connectionString;
    private int _open;
    private bool _closed;

    /// <summary>An open connection; dispose of it to give it back.</summary>
    /// <exception cref="StoreUnavailableException">The database is being repaired, or cannot be opened.</exception>
    public SqliteConnection Open()
    {
        _connectionString ??= CheckedDatabase.ConnectionString(options.Value.Path, SqliteOpenMode.ReadOnly, pooling: true);
        return Open(_connectionString);
    }

    /// <summary>Closes the pooled connections, so that the files can be moved.</summary>
    public void Close()
    {
        if (_connectionString is not null)
        {
            using var connection = new SqliteConnection(_connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    /// <summary>A connection that may write, for a checkpoint.</summary>
    /// <exception cref="StoreUnavailableException">The database is being repaired, or cannot be opened.</exception>
    internal SqliteConnection OpenForCheckpoint() => Open(CheckedDatabase.ConnectionString(options.Value.Path, SqliteOpenMode.ReadWrite, pooling: false));

    /// <summary>Does something to the file while nobody has it open. Readers are short; those that come meanwhile are told to come again.</summary>
    internal T WhileClosed<T>(Func<T> work)
    {
        lock (_gate)
        {
            _closed = true;
            while (_open > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        try
        {
            Close();
            return work();
        }
        finally
        {
            lock (_gate)
            {
                _closed = false;
            }
        }
    }

    private SqliteConnection Open(string connectionString)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new StoreUnavailableException($"'{options.Value.Path}' is being looked through and repaired. Try again in a while.", new IOException("The file is closed."));
            }

            _open++;
        }

        var connection = new SqliteConnection(connectionString);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Closed)
            {
                Leave();
            }
        };
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            Leave();
            throw SqliteQuery.Translate(e, options.Value.Path);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _open--;
            Monitor.PulseAll(_gate);
        }
    }
}
