using System.Buffers.Binary;
using LiteDB;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Store;

/// <summary>One committed batch as a document: <c>{_id: first sequence, count, crc, blob, committedAt, mark}</c>.</summary>
/// <param name="First">Lane sequence of its first event.</param>
/// <param name="Count">Number of events.</param>
/// <param name="Crc">CRC-32C of <paramref name="Payload"/>, as it goes over the wire.</param>
/// <param name="Payload">zstd frame of the encoded batch.</param>
/// <param name="CommittedAt">When it was committed by the box's clock, microseconds since 1970 UTC.</param>
/// <param name="Mark">The lane's counters after this transaction.</param>
internal sealed record BatchDocument(ulong First, uint Count, uint Crc, byte[] Payload, long CommittedAt, LaneMark Mark)
{
    /// <summary>Bytes that the document is counted with: its payload and what LiteDB adds.</summary>
    internal ulong Bytes => BytesOf(Payload.Length);

    internal ulong End => First + Count;

    internal static ulong BytesOf(int payload) => (ulong)payload + 256;

    internal BsonDocument ToBson()
    {
        var mark = new byte[LaneMark.Size + 4];
        Mark.Write(mark);
        BinaryPrimitives.WriteUInt32LittleEndian(mark.AsSpan(LaneMark.Size), Check(mark));
        return new BsonDocument
        {
            ["_id"] = (long)First,
            ["count"] = (int)Count,
            ["crc"] = (long)Crc,
            ["committedAt"] = CommittedAt,
            ["mark"] = mark,
            ["blob"] = Payload,
        };
    }

    /// <summary>Reads a document; null when anything of it is not what was written.</summary>
    internal static BatchDocument? FromBson(BsonDocument document)
    {
        if (!document["_id"].IsInt64 || !document["count"].IsInt32 || !document["crc"].IsInt64 || !document["committedAt"].IsInt64
            || document["mark"] is not { IsBinary: true } mark || mark.AsBinary.Length != LaneMark.Size + 4 || !document["blob"].IsBinary)
        {
            return null;
        }

        byte[] bytes = mark.AsBinary;
        var batch = new BatchDocument(
            (ulong)document["_id"].AsInt64, (uint)document["count"].AsInt32, (uint)document["crc"].AsInt64,
            document["blob"].AsBinary, document["committedAt"].AsInt64, LaneMark.Read(bytes));
        return batch.Check(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(LaneMark.Size))
            && LogFormat.Crc(0, batch.Payload) == batch.Crc
            ? batch
            : null;
    }

    // Sequence, count, payload checksum, time and counters; so no field of one document can pass for that of another.
    private uint Check(byte[] mark)
    {
        Span<byte> fields = stackalloc byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(fields, First);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], Crc);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], CommittedAt);
        return LogFormat.Crc(LogFormat.Crc(0, fields), mark.AsSpan(0, LaneMark.Size));
    }
}
