using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Benchmarks.Outbox;

/// <summary>SQLite, WAL, synchronous=FULL: a row for each batch, the delete in the same transaction, statements prepared once.</summary>
internal sealed class SqliteSubject : IOutboxSubject
{
    public string Name => "sqlite-full";

    public int MostEvents => int.MaxValue;

    public Task<(long Lost, long Duplicated)> RunAsync(string directory, IReadOnlyList<Event> events) => Task.Run(() =>
    {
        using var maker = new BatchMaker();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "batches.sqlite")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE batch(first INTEGER PRIMARY KEY, count INTEGER, crc INTEGER, blob BLOB, committed_at INTEGER)");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO batch VALUES($first, $count, $crc, $blob, $at)";
        SqliteParameter insertFirst = insert.Parameters.Add("$first", SqliteType.Integer);
        _ = insert.Parameters.AddWithValue("$count", BatchMaker.BatchEvents);
        _ = insert.Parameters.AddWithValue("$crc", 1L);
        SqliteParameter blob = insert.Parameters.Add("$blob", SqliteType.Blob);
        _ = insert.Parameters.AddWithValue("$at", 1L);
        using SqliteCommand delete = connection.CreateCommand();
        delete.CommandText = "DELETE FROM batch WHERE first = $first";
        SqliteParameter deleteFirst = delete.Parameters.Add("$first", SqliteType.Integer);
        for (int first = 0; first < events.Count; first += BatchMaker.BatchEvents)
        {
            byte[] payload = maker.Make(events, first);
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            delete.Transaction = transaction;
            deleteFirst.Value = (long)first - (BatchMaker.Behind * BatchMaker.BatchEvents);
            _ = delete.ExecuteNonQuery();
            insertFirst.Value = (long)first;
            blob.Value = payload;
            _ = insert.ExecuteNonQuery();
            transaction.Commit();
        }

        return (0L, 0L);
    });

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        _ = command.ExecuteNonQuery();
    }
}
