using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="ISecurityLog"/>
public sealed class PostgresSecurityLog(PostgresDatabase database) : ISecurityLog
{
    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<SecurityRecord> records, CancellationToken cancellationToken) => database.UseAsync(
        connection => connection.RunAsync(
            "INSERT INTO security_events (gateway, at_us, kind, detail, count) SELECT * FROM unnest($1, $2, $3, $4, $5)",
            [
                records.Select(record => Storable(record.Gateway)).ToArray(),
                records.Select(record => PostgresTime.ToUs(record.At)).ToArray(),
                records.Select(record => (int)record.Kind).ToArray(),
                records.Select(record => Storable(record.Detail)).ToArray(),
                records.Select(record => (long)record.Count).ToArray(),
            ],
            cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SecurityRecord>> ReadLatestAsync(int limit, CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(
            "SELECT at_us, gateway, kind, detail, count FROM security_events ORDER BY id DESC LIMIT $1",
            row => new SecurityRecord(row.Time(0), row.GetString(1), (SecurityKind)row.GetInt32(2), row.GetString(3), (int)row.GetInt64(4)),
            [limit],
            cancellationToken),
        cancellationToken);

    // PostgreSQL has no NUL in texts, and whoever attacks sends what he likes.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
