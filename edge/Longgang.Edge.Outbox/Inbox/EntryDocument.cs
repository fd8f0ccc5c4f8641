using System.Buffers.Binary;
using System.Text;
using LiteDB;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>An entry of the inbox as a document: <c>{_id: key, revision, crc, blob}</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Revision">Number of the transaction that wrote it: of two versions of an entry the later one holds.</param>
/// <param name="Content">What it holds.</param>
internal sealed record EntryDocument(string Key, ulong Revision, byte[] Content)
{
    /// <summary>What a document takes beside its content: fields, slot, index node.</summary>
    internal const int OverheadBytes = 256;

    internal long Bytes => Content.Length + Key.Length + OverheadBytes;

    /// <summary>
    /// What the entry adds to the digest of the whole inbox. A sum of these says which version of which entries there should be, and can be kept up to date
    /// without reading any other.
    /// </summary>
    internal ulong Share
    {
        get
        {
            ulong mixed = (((ulong)Check() << 32) | (uint)Content.Length) + (Revision * 0x9E37_79B9_7F4A_7C15);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            return mixed ^ (mixed >> 31); // splitmix64
        }
    }

    internal BsonDocument ToBson() => new()
    {
        ["_id"] = Key,
        ["revision"] = (long)Revision,
        ["crc"] = (long)Check(),
        ["blob"] = Content,
    };

    /// <summary>Reads a document; null when anything of it is not what was written.</summary>
    internal static EntryDocument? FromBson(BsonDocument document)
    {
        if (!document["_id"].IsString || !document["revision"].IsInt64 || !document["crc"].IsInt64 || !document["blob"].IsBinary)
        {
            return null;
        }

        var entry = new EntryDocument(document["_id"].AsString, (ulong)document["revision"].AsInt64, document["blob"].AsBinary);
        return entry.Check() == document["crc"].AsInt64 ? entry : null;
    }

    private uint Check()
    {
        Span<byte> revision = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(revision, Revision);
        return LogFormat.Crc(LogFormat.Crc(LogFormat.Crc(0, Encoding.UTF8.GetBytes(Key)), revision), Content);
    }
}
