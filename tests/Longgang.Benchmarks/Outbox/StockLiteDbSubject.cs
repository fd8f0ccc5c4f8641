using LiteDB;
using Longgang.Contracts.Wire;

namespace Longgang.Benchmarks.Outbox;

/// <summary>LiteDB as it comes out of the package, file mode: the same documents and deletes in one transaction each. It does not promise durability.</summary>
internal sealed class StockLiteDbSubject : IOutboxSubject
{
    public string Name => "stock-litedb";

    public int MostEvents => int.MaxValue;

    public Task<(long Lost, long Duplicated)> RunAsync(string directory, IReadOnlyList<Event> events) => Task.Run(() =>
    {
        using var maker = new BatchMaker();
        using var database = new LiteDatabase(new ConnectionString { Filename = Path.Combine(directory, "stock.db") });
        ILiteCollection<BsonDocument> batches = database.GetCollection("batch");
        for (int first = 0; first < events.Count; first += BatchMaker.BatchEvents)
        {
            byte[] payload = maker.Make(events, first);
            _ = database.BeginTrans();
            _ = batches.Delete((long)first - (BatchMaker.Behind * BatchMaker.BatchEvents));
            _ = batches.Insert(new BsonDocument { ["_id"] = (long)first, ["count"] = BatchMaker.BatchEvents, ["crc"] = 1L, ["blob"] = payload, ["committedAt"] = 1L });
            _ = database.Commit();
        }

        return (0L, 0L);
    });
}
