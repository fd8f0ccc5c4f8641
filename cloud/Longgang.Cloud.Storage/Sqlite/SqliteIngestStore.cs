using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="IIngestStore"/>
public sealed class SqliteIngestStore(SqliteWriter writer) : IIngestStore
{
    /// <inheritdoc/>
    public int GroupEvents => 2048;

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        while (true)
        {
            int current = -1;
            try
            {
                return await writer.WriteAsync(session => Commit(session, items, ref current), cancellationToken);
            }
            catch (SqliteException e) when (current >= 0 && items[current] is IngestItem.Readable poison)
            {
                // One batch that the store cannot write must not stop the others: it is kept as it came, and the group is tried again.
                IngestItem[] again = [.. items];
                again[current] = new IngestItem.Unreadable(
                    poison.Gateway, poison.Payload, poison.Crc32C, poison.ReceivedAt, BatchIdentity.Of(poison.Batch), $"the store cannot write it: {e.Message}");
                items = again;
            }
        }
    }

    internal static CommitResult Commit(WriterSession session, IReadOnlyList<IngestItem> items, ref int current)
    {
        session.Batches.Begin();
        var outcomes = new BatchOutcome[items.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            current = i;
            outcomes[i] = session.Batches.Write(items[i]);
        }

        current = -1;
        return new CommitResult(outcomes, session.Batches.Events, session.Batches.Scans, session.Batches.Duplicates);
    }
}
