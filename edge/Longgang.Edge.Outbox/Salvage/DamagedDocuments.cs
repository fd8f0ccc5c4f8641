using System.Buffers.Binary;
using LiteDB;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>
/// Finds documents in the pages of a damaged store by their layout alone (LiteDB 5: BasePage.cs, DataBlock.cs): a page of type 4 has its slots
/// at the end, 4 bytes each: length and position; a block is: extends 1, next page 4, next slot 1, then BSON. No index, no header is needed.
/// </summary>
internal sealed class DamagedDocuments(DamagedPages pages)
{
    private const int TypePosition = 4;
    private const int HighestSlotPosition = 30;
    private const byte DataPage = 4;
    private const int BlockHeader = 6;
    private const int MostBytes = 4 << 20;
    private readonly byte[] _page = new byte[LogFormat.PageBytes];

    /// <summary>Page and slot of everything that looks like the beginning of a document.</summary>
    internal IEnumerable<(uint Page, byte Slot)> Find()
    {
        var page = new byte[LogFormat.PageBytes];
        foreach (uint number in pages.Numbers())
        {
            if (!pages.TryRead(number, page) || page[TypePosition] != DataPage || page[HighestSlotPosition] == byte.MaxValue)
            {
                continue;
            }

            for (int slot = 0; slot <= page[HighestSlotPosition]; slot++)
            {
                if (Block(page, (byte)slot) is { } block && page[block.Start.Value] == 0)
                {
                    yield return (number, (byte)slot);
                }
            }
        }
    }

    /// <summary>The document that begins there; null when it does not hold together.</summary>
    internal BsonDocument? Read(uint number, byte slot)
    {
        using var bytes = new MemoryStream();
        while (number != uint.MaxValue)
        {
            if (bytes.Length > MostBytes || !pages.TryRead(number, _page) || _page[TypePosition] != DataPage || Block(_page, slot) is not { } block)
            {
                return null;
            }

            Span<byte> content = _page.AsSpan(block);
            number = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
            slot = content[5];
            bytes.Write(content[BlockHeader..]);
        }

        try
        {
            return BsonSerializer.Deserialize(bytes.ToArray());
        }
#pragma warning disable CA1031 // damaged BSON makes the reader stumble over anything
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static Range? Block(ReadOnlySpan<byte> page, byte slot)
    {
        int address = page.Length - ((slot + 1) * 4);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(page[address..]);
        int position = BinaryPrimitives.ReadUInt16LittleEndian(page[(address + 2)..]);
        return length > BlockHeader && position >= 32 && position + length <= page.Length ? new Range(position, position + length) : null;
    }
}
