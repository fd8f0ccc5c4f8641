using System.Buffers.Binary;
using LiteDB;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Store;

/// <summary>
/// The one document of a lane that is no batch: who the outbox is, the device cursors as of <paramref name="Covered"/>, and what the
/// ledger has still to be told. A batch may only be deleted when it lies below <paramref name="Covered"/>: until then its events are
/// what the cursors are rebuilt from.
/// </summary>
/// <param name="Outbox">Identity of the store.</param>
/// <param name="Covered">Every event below this sequence is in <paramref name="Cursors"/>.</param>
/// <param name="Mark">The lane's counters.</param>
/// <param name="Cursors">See <see cref="CursorTable"/>.</param>
/// <param name="Reports">Encoded ledger entries that nobody has taken over yet.</param>
/// <param name="Holes">
/// Ranges (first sequence, count) above the head that are gone from the store and counted as quarantined. What is missing and not among
/// them has not been named yet.
/// </param>
internal sealed record MetaDocument(
    OutboxId Outbox, ulong Covered, LaneMark Mark, byte[] Cursors, IReadOnlyList<byte[]> Reports, IReadOnlyDictionary<ulong, ulong> Holes)
{
    internal const long Id = 0;
    private const int HoleBytes = 16;

    internal BsonDocument ToBson()
    {
        var mark = new byte[LaneMark.Size];
        Mark.Write(mark);
        var reports = new BsonArray();
        foreach (byte[] report in Reports)
        {
            reports.Add(report);
        }

        return new BsonDocument
        {
            ["_id"] = Id,
            ["outbox"] = Outbox.ToByteArray(),
            ["covered"] = (long)Covered,
            ["mark"] = mark,
            ["reports"] = reports,
            ["crc"] = (long)Check(mark),
            ["cursors"] = Cursors,
            ["holes"] = EncodeHoles(),
        };
    }

    /// <summary>Reads the document; null when anything of it is not what was written.</summary>
    internal static MetaDocument? FromBson(BsonDocument document)
    {
        if (!document["outbox"].IsBinary || document["outbox"].AsBinary.Length != 16 || !document["covered"].IsInt64 || !document["mark"].IsBinary
            || document["mark"].AsBinary.Length != LaneMark.Size || !document["reports"].IsArray || !document["crc"].IsInt64 || !document["cursors"].IsBinary
            || document["holes"] is not { IsBinary: true } holes || holes.AsBinary.Length % HoleBytes != 0)
        {
            return null;
        }

        byte[] mark = document["mark"].AsBinary;
        var reports = new List<byte[]>();
        foreach (BsonValue report in document["reports"].AsArray)
        {
            reports.Add(report.AsBinary);
        }

        var meta = new MetaDocument(
            OutboxId.FromBytes(document["outbox"].AsBinary), (ulong)document["covered"].AsInt64, LaneMark.Read(mark), document["cursors"].AsBinary, reports, DecodeHoles(holes.AsBinary));
        return meta.Check(mark) == (uint)document["crc"].AsInt64 ? meta : null;
    }

    private uint Check(byte[] mark)
    {
        Span<byte> covered = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(covered, Covered);
        uint crc = LogFormat.Crc(0, Outbox.ToByteArray());
        crc = LogFormat.Crc(crc, covered);
        crc = LogFormat.Crc(crc, mark);
        foreach (byte[] report in Reports)
        {
            crc = LogFormat.Crc(crc, report);
        }

        return LogFormat.Crc(LogFormat.Crc(crc, Cursors), EncodeHoles());
    }

    private byte[] EncodeHoles()
    {
        var bytes = new byte[Holes.Count * HoleBytes];
        int position = 0;
        foreach ((ulong first, ulong count) in Holes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(position), first);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(position + 8), count);
            position += HoleBytes;
        }

        return bytes;
    }

    private static Dictionary<ulong, ulong> DecodeHoles(ReadOnlySpan<byte> bytes)
    {
        var holes = new Dictionary<ulong, ulong>();
        for (; bytes.Length > 0; bytes = bytes[HoleBytes..])
        {
            holes[BinaryPrimitives.ReadUInt64LittleEndian(bytes)] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        }

        return holes;
    }
}
