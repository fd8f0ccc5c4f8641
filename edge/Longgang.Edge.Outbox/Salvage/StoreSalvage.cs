using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Appending;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Store;
using ZstdSharp;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>
/// Makes a new store, with a new identity, of everything in a damaged one that has a good checksum. The damaged files are only read
/// until the new store is complete and synced, and then moved to <c>quarantine/</c>; a kill or a power cut at any point leads to the same end.
/// Every range of the old store that was pending is named for the ledger: committed anew, or unreadable.
/// </summary>
internal sealed class StoreSalvage(IStoreFolder folder, LaneOptions options, BatchEncoder encoder, string stamp)
{
    private readonly StoreShape _shape = BatchStore.Shape(options.CheckpointPages);
    private readonly SortedDictionary<ulong, (ulong End, uint Page, byte Slot)> _found = [];
    private readonly List<byte[]> _reports = [];
    private readonly OutboxId _new = options.MintOutbox();
    private CursorTable _cursors = new();
    private OutboxId _old;
    private BatchDocument? _any;
    private bool _known;
    private ulong _head = 1;
    private ulong _next = 1;
    private LaneMark _mark = LaneMark.Start;
    private int _lost;

    internal SalvageResult Run()
    {
        using (IStoreFile data = folder.Open(_shape.Data))
        using (IStoreFile? log = folder.Exists(_shape.Log) ? folder.Open(_shape.Log) : null)
        {
            var pages = new DamagedPages(data, log);
            var documents = new DamagedDocuments(pages);
            Survey(documents);
            Rebuild(documents, pages.Missing);
        }

        int batches = _found.Count;
        string quarantine = SalvagedFiles.Replace(folder, _shape, stamp);
        return new SalvageResult(_old, quarantine, batches, _mark.Next - 1, _lost);
    }

    // Which documents are whole, and how far the store had come: a batch below the newest head was acknowledged and deleted, its remains
    // must not rise again.
    private void Survey(DamagedDocuments documents)
    {
        foreach ((uint page, byte slot) in documents.Find())
        {
            if (documents.Read(page, slot) is not { } document || !document["_id"].IsInt64)
            {
                continue;
            }

            if (document["_id"].AsInt64 == MetaDocument.Id)
            {
                if (MetaDocument.FromBson(document) is { } meta && meta.Mark.Next >= _next)
                {
                    _old = meta.Outbox;
                    _known = true;
                    _cursors = CursorTable.Decode(meta.Cursors);
                    _reports.Clear();
                    _reports.AddRange(meta.Reports);
                    Reached(meta.Mark);
                }
            }
            else if (BatchDocument.FromBson(document) is { } batch)
            {
                Reached(batch.Mark);
                _found[batch.First] = (batch.End, page, slot);
                _any ??= batch;
            }
        }

        foreach (ulong gone in _found.Keys.TakeWhile(first => first < _head).ToList())
        {
            _ = _found.Remove(gone);
        }
    }

    private void Reached(LaneMark mark)
    {
        _head = Math.Max(_head, mark.Head);
        _next = Math.Max(_next, mark.Next);
    }

    private void Rebuild(DamagedDocuments documents, string? missing)
    {
        using var decompressor = new Decompressor();
        if (_old == default && _any is not null)
        {
            _old = OutboxId.FromBytes(Batch.Parser.ParseFrom(decompressor.Unwrap(_any.Payload)).OutboxId.Span);
        }

        using BatchStore store = BatchStore.Build(folder, options.CheckpointPages);
        ulong expected = _head;
        ulong runStart = 0;
        ulong runNewStart = 0;
        foreach ((ulong first, (ulong end, uint page, byte slot)) in _found)
        {
            BatchDocument old = BatchDocument.FromBson(documents.Read(page, slot)!)!;
            if (first != expected)
            {
                EndRun(runStart, expected, runNewStart);
                Report(expected, first - 1, "unreadable in the damaged store");
                _lost++;
            }

            if (first != expected || runStart == 0)
            {
                (runStart, runNewStart) = (first, _mark.Next);
            }

            expected = end;
            Add(store, old, Batch.Parser.ParseFrom(decompressor.Unwrap(old.Payload)));
        }

        EndRun(runStart, expected, runNewStart);
        if (expected < _next)
        {
            Report(expected, _next - 1, "unreadable in the damaged store");
            _lost++;
        }

        missing ??= _known ? null : "its counters cannot be read";
        if (missing is null)
        {
            Report(_next, _next - 1, "the damaged store was given up; it ends here", OutboxEnd.Complete);
        }
        else
        {
            Report(_next, _next - 1, $"the damaged store was given up; {missing}: what was accepted after this sequence, if anything, is lost", OutboxEnd.Unknown);
            _lost++;
        }

        Write(store, null, new MetaDocument(_new, _mark.Next, _mark, _cursors.Encode(encoder.Compressor), _reports, new Dictionary<ulong, ulong>()));
        store.Checkpoint();
    }

    private void Add(BatchStore store, BatchDocument old, Batch batch)
    {
        _cursors.Accept(batch);
        ulong first = _mark.Next;
        byte[] payload = encoder.Readdress(_new, first, batch);
        _mark = _mark with { Next = first + old.Count, Last = first, BytesIn = _mark.BytesIn + BatchDocument.BytesOf(payload.Length) };
        Write(store, new BatchDocument(first, old.Count, LogFormat.Crc(0, payload), payload, old.CommittedAt, _mark), null);
    }

    private static void Write(BatchStore store, BatchDocument? batch, MetaDocument? meta)
    {
        if (store.NeedsCheckpoint)
        {
            store.Checkpoint();
        }

        store.Commit([], batch, meta);
        _ = store.WriteNext();
    }

    private void EndRun(ulong start, ulong end, ulong newStart)
    {
        if (start > 0)
        {
            Report(start, end - 1, $"the store was damaged: committed anew in outbox {_new} from {newStart}");
        }
    }

    private void Report(ulong first, ulong last, string reason, OutboxEnd end = OutboxEnd.Unspecified) => _reports.Add(new LedgerEntry
    {
        Kind = LedgerKind.Quarantined,
        Lane = options.Kind,
        OutboxId = ByteString.CopyFrom(_old.ToByteArray()),
        FirstSequence = first,
        LastSequence = last,
        Reason = reason,
        End = end,
    }.ToByteArray());
}
