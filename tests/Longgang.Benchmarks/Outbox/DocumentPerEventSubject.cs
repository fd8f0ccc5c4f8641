using Google.Protobuf;
using LiteDB;
using Longgang.Contracts.Wire;

namespace Longgang.Benchmarks.Outbox;

/// <summary>The naive outbox: a document and a transaction for each event in stock LiteDB, deleted one by one.</summary>
internal sealed class DocumentPerEventSubject : IOutboxSubject
{
    private const int Behind = 64;

    public string Name => "document-per-event";

    public int MostEvents => 512;

    public Task<(long Lost, long Duplicated)> RunAsync(string directory, IReadOnlyList<Event> events) => Task.Run(() =>
    {
        using var database = new LiteDatabase(new ConnectionString { Filename = Path.Combine(directory, "documents.db") });
        ILiteCollection<BsonDocument> documents = database.GetCollection("event");
        for (int index = 0; index < events.Count; index++)
        {
            _ = documents.Insert(new BsonDocument { ["_id"] = (long)index, ["blob"] = events[index].ToByteArray() });
            _ = documents.Delete((long)index - Behind);
        }

        return (0L, 0L);
    });
}
