using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>
/// Brings a database to the current schema: each script once, in one transaction with the row that says so, under a lock that makes replicas which
/// start together wait for each other. Whoever dies half-way leaves nothing behind.
/// </summary>
internal static class PostgresMigrations
{
    private const string Prefix = "Longgang.Cloud.Storage.Postgres.Migrations.";

    /// <summary>Version of the current schema.</summary>
    public static int Current => Scripts().Count;

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="InvalidOperationException">The database was written by a newer version of the service.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        List<string> scripts = Scripts();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        while (await ApplyNextAsync(connection, scripts, cancellationToken))
        {
            // One transaction a version: what is done stays done.
        }
    }

    private static async Task<bool> ApplyNextAsync(NpgsqlConnection connection, List<string> scripts, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({AdvisoryLocks.Migration})"), cancellationToken);
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS schema_versions (version int PRIMARY KEY, script text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
            cancellationToken);
        int version = await VersionAsync(connection, cancellationToken);
        if (version > scripts.Count)
        {
            throw new InvalidOperationException(
                $"Database '{connection.Database}' on '{connection.Host}' has schema {version}, this service knows {scripts.Count}: it was written by a newer version. Start that one.");
        }

        bool missing = version < scripts.Count;
        if (missing)
        {
            await ExecuteAsync(connection, Read(scripts[version]), cancellationToken);
            await using var record = new NpgsqlCommand("INSERT INTO schema_versions (version, script) VALUES ($1, $2)", connection)
            {
                Parameters = { new() { Value = version + 1 }, new() { Value = scripts[version][Prefix.Length..] } },
            };
            await record.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return missing;
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_versions", connection);
        return (int)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    private static List<string> Scripts() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string Read(string script)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The text is a constant or an embedded script.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
