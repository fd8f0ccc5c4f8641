using System.Buffers.Binary;
using System.Text;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>
/// Finds the keys that the index of a damaged store names, by its layout alone (LiteDB 5: IndexNode.cs): in a page of type 2 a node is slot 1, levels 1, data
/// block 5, next node 5, two addresses of 5 for each level, and the key: type 1, length 1, text.
/// </summary>
internal static class DamagedKeys
{
    private const int TypePosition = 4;
    private const int HighestSlotPosition = 30;
    private const byte IndexPage = 2;
    private const byte TextType = 6;
    private const int AddressBytes = 5;
    private const int NodeHeader = 12;
    private const int MostLevels = 32;
    private const int MostCharacters = 100;

    internal static IEnumerable<string> Find(DamagedPages pages)
    {
        var page = new byte[LogFormat.PageBytes];
        foreach (uint number in pages.Numbers())
        {
            if (!pages.TryRead(number, page) || page[TypePosition] != IndexPage || page[HighestSlotPosition] == byte.MaxValue)
            {
                continue;
            }

            for (int slot = 0; slot <= page[HighestSlotPosition]; slot++)
            {
                if (Key(page, slot) is { } key && IsKey(key))
                {
                    yield return key;
                }
            }
        }
    }

    /// <summary>Whether it can have been a key, so that no garbage is shown to people.</summary>
    internal static bool IsKey(string text) => text.Length is > 0 and <= MostCharacters && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string? Key(ReadOnlySpan<byte> page, int slot)
    {
        int address = page.Length - ((slot + 1) * 4);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(page[address..]);
        int position = BinaryPrimitives.ReadUInt16LittleEndian(page[(address + 2)..]);
        if (position < 32 || length <= NodeHeader || position + length > page.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> node = page.Slice(position, length);
        int start = NodeHeader + (node[1] * 2 * AddressBytes);
        return node[1] is > 0 and <= MostLevels && start + 2 <= length && node[start] == TextType && start + 2 + node[start + 1] <= length
            ? Encoding.UTF8.GetString(node.Slice(start + 2, node[start + 1]))
            : null;
    }
}
