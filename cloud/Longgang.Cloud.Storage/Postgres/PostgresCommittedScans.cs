using Longgang.Cloud.Core.Ingestion;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="ICommittedScans"/>
public sealed class PostgresCommittedScans(PostgresDatabase database) : ICommittedScans
{
    /// <inheritdoc/>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        database.UseAsync(connection => connection.ReadNumberAsync("SELECT sum(scans) FROM gateway_books", [], cancellationToken), cancellationToken);
}
