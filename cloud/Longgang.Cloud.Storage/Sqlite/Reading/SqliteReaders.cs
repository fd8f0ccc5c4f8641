using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Sqlite.Reading;

/// <summary>Read-only connections, pooled by the driver. Each sees the last committed moment and disturbs no writer.</summary>
public sealed class SqliteReaders(IOptions<SqliteStorageOptions> options)
{
    private string? _connectionString;

    /// <summary>An open connection; dispose of it to give it back.</summary>
    public SqliteConnection Open()
    {
        _connectionString ??= new SqliteConnectionStringBuilder
        {
            DataSource = options.Value.Path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = true,
            DefaultTimeout = 5,
        }.ToString();
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
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
}
