using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>What a database must be like for an acknowledgement to mean that something is kept.</summary>
internal static class PostgresRequirements
{
    private const int OldestVersion = 14;

    /// <summary>Checks them.</summary>
    /// <exception cref="InvalidOperationException">One is not met; the message says what to change.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new InvalidOperationException($"The database server is PostgreSQL {connection.PostgreSqlVersion}; the service needs {OldestVersion} or newer.");
        }

        await using var query = new NpgsqlCommand(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('server_encoding')", connection);
        await using NpgsqlDataReader row = await query.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (row.GetString(0) == "off")
        {
            throw new InvalidOperationException(
                "synchronous_commit is off for this user or database: a commit could be lost after it was acknowledged. ALTER ROLE … or ALTER DATABASE … SET synchronous_commit = on.");
        }

        if (row.GetString(1) == "off")
        {
            throw new InvalidOperationException("fsync is off on the database server: a power cut would lose what was acknowledged. Set fsync = on.");
        }

        if (row.GetString(2) != "UTF8")
        {
            throw new InvalidOperationException($"The database's encoding is {row.GetString(2)}: create it with ENCODING 'UTF8'.");
        }
    }

    /// <summary>Whether waiting cannot help: a person must change something first.</summary>
    public static bool IsHopeless(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification,
    };
}
