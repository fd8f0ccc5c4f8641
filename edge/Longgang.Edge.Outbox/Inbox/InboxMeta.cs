using System.Buffers.Binary;
using System.Text;
using LiteDB;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>The one document of an inbox that is no entry; written with every transaction, it says what there should be beside it.</summary>
/// <param name="Revision">Number of the transaction.</param>
/// <param name="Count">Entries after it.</param>
/// <param name="Digest">Sum of their <see cref="EntryDocument.Share"/>.</param>
/// <param name="Damage">What an earlier store could not give back; kept until an orderly end, so that a kill does not hide it.</param>
internal sealed record InboxMeta(ulong Revision, int Count, ulong Digest, string Damage)
{
    /// <summary>A number: keys are texts.</summary>
    internal const long Id = 0;

    internal BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["revision"] = (long)Revision,
        ["count"] = Count,
        ["digest"] = (long)Digest,
        ["damage"] = Damage,
        ["crc"] = (long)Check(),
    };

    /// <summary>Reads the document; null when anything of it is not what was written.</summary>
    internal static InboxMeta? FromBson(BsonDocument document)
    {
        if (!document["revision"].IsInt64 || !document["count"].IsInt32 || !document["digest"].IsInt64 || !document["damage"].IsString || !document["crc"].IsInt64)
        {
            return null;
        }

        var meta = new InboxMeta(
            (ulong)document["revision"].AsInt64, document["count"].AsInt32, (ulong)document["digest"].AsInt64, document["damage"].AsString);
        return meta.Check() == document["crc"].AsInt64 ? meta : null;
    }

    private uint Check()
    {
        Span<byte> numbers = stackalloc byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, Revision);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[8..], Digest);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[16..], Count);
        return LogFormat.Crc(LogFormat.Crc(0, numbers), Encoding.UTF8.GetBytes(Damage));
    }
}
