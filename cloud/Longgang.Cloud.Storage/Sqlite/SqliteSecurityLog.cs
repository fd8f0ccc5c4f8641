using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="ISecurityLog"/>
public sealed class SqliteSecurityLog(SqliteWriter writer, SqliteReaders readers) : ISecurityLog
{
    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<SecurityRecord> records, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            session =>
            {
                foreach (SecurityRecord record in records)
                {
                    session.Sql("INSERT INTO security_events (gateway, at_us, kind, detail, count) VALUES (?1, ?2, ?3, ?4, ?5)")
                        .Bind(1, record.Gateway).Bind(2, WriterSession.ToUs(record.At)).Bind(3, (long)record.Kind)
                        .Bind(4, record.Detail).Bind(5, record.Count).Run();
                }

                return records.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SecurityRecord>> ReadLatestAsync(int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<SecurityRecord>>(connection.ReadAll(
            "SELECT at_us, gateway, kind, detail, count FROM security_events ORDER BY id DESC LIMIT ?1",
            row => new SecurityRecord(row.Time(0), row.GetString(1), (SecurityKind)row.GetInt32(2), row.GetString(3), row.GetInt32(4)),
            limit));
    }
}
