using System.Buffers.Binary;
using Longgang.Cloud.Storage.Sqlite.Pages;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>
/// Walks the trees of a database around the pages that cannot be read (https://www.sqlite.org/fileformat2.html#b_tree_pages). Not through SQLite, which gives up a
/// whole table for one page of it.
/// </summary>
internal sealed class TreeReader(PageSource source)
{
    private const int Usable = PageChecksum.PageBytes - PageChecksum.ReservedBytes;
    private const int LeastLocal = ((Usable - 12) * 32 / 255) - 23;
    private const int MostInTable = Usable - 35;
    private const int MostInIndex = ((Usable - 12) * 64 / 255) - 23;
    private const byte IndexInterior = 2;
    private const byte TableInterior = 5;
    private const byte IndexLeaf = 10;
    private const byte TableLeaf = 13;

    /// <summary>A row.</summary>
    /// <param name="rowid">Its rowid; 0 in an index and in a table without.</param>
    /// <param name="columns">Its columns.</param>
    public delegate void Row(long rowid, object?[] columns);

    /// <summary>Pages that the walks have come by, readable or not.</summary>
    public HashSet<uint> Visited { get; } = [];

    /// <summary>Reads the rows of a tree.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="row">Takes a row.</param>
    /// <returns>Between which rowids rows are lost: more than the first, up to the last. One entry a page; of an index only their number means anything.</returns>
    public List<Gap> Walk(uint root, Row row)
    {
        var gaps = new List<Gap>();
        Walk(root, long.MinValue, long.MaxValue, row, gaps);
        return gaps;
    }

    /// <summary>Reads the rows of one page that no walk has come by, and not those below it.</summary>
    /// <returns>Whether it is a leaf of a table (true) or a page of an index or of a table without rowids (false); null: neither.</returns>
    public bool? ReadAlone(uint number, Row row)
    {
        byte[] page = source.Read(number);
        byte kind = page[0];
        if (kind is not (TableLeaf or IndexLeaf or IndexInterior))
        {
            return null;
        }

        Visited.Add(number);
        foreach (int at in Cells(page, 0))
        {
            Cell(page, kind, at, row, []);
        }

        return kind == TableLeaf;
    }

    /// <summary>Marks the free pages as visited.</summary>
    /// <returns>Whether all of them are known.</returns>
    public bool WalkFreeList()
    {
        if (!source.IsReadable(1))
        {
            return false;
        }

        uint trunk = BinaryPrimitives.ReadUInt32BigEndian(source.Read(1).AsSpan(32));
        while (trunk != 0)
        {
            if (!source.IsReadable(trunk) || !Visited.Add(trunk))
            {
                return false;
            }

            byte[] page = source.Read(trunk);
            uint leaves = BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(4));
            for (int i = 0; i < leaves; i++)
            {
                Visited.Add(BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(8 + (4 * i))));
            }

            trunk = BinaryPrimitives.ReadUInt32BigEndian(page);
        }

        return true;
    }

    private static IEnumerable<int> Cells(byte[] page, int head)
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(head + 3));
        int pointers = head + (page[head] is TableInterior or IndexInterior ? 12 : 8);
        for (int i = 0; i < count; i++)
        {
            yield return BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(pointers + (2 * i)));
        }
    }

    private void Walk(uint number, long above, long upTo, Row row, List<Gap> gaps)
    {
        if (!source.IsReadable(number) || Visited.Contains(number))
        {
            Visited.Add(number);
            gaps.Add(new Gap(above, upTo));
            return;
        }

        Visited.Add(number);
        byte[] page = source.Read(number);
        int head = number == 1 ? 100 : 0;
        byte kind = page[head];
        switch (kind)
        {
            case TableLeaf or IndexLeaf:
                foreach (int at in Cells(page, head))
                {
                    Cell(page, kind, at, row, gaps);
                }

                break;
            case TableInterior or IndexInterior:
                long low = above;
                foreach (int at in Cells(page, head))
                {
                    long key = kind == TableInterior ? Record.Varint(page.AsSpan(at + 4)).Value : 0;
                    Walk(BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at)), low, kind == TableInterior ? key : upTo, row, gaps);
                    if (kind == IndexInterior)
                    {
                        Cell(page, kind, at, row, gaps);
                    }

                    low = kind == TableInterior ? key : low;
                }

                Walk(BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(head + 8)), low, upTo, row, gaps);
                break;
            default:
                gaps.Add(new Gap(above, upTo));
                break;
        }
    }

    private void Cell(byte[] page, byte kind, int at, Row row, List<Gap> gaps)
    {
        at += kind == IndexInterior ? 4 : 0;
        (long length, int bytes) = Record.Varint(page.AsSpan(at));
        at += bytes;
        long rowid = 0;
        if (kind == TableLeaf)
        {
            (rowid, bytes) = Record.Varint(page.AsSpan(at));
            at += bytes;
        }

        if (Payload(page, at, (int)length, kind == TableLeaf ? MostInTable : MostInIndex) is { } payload)
        {
            row(rowid, Record.Columns(payload));
        }
        else
        {
            gaps.Add(new Gap(rowid - 1, rowid));
        }
    }

    /// <summary>The bytes of a row, of which the rest may lie on a chain of other pages; null when one of those cannot be read.</summary>
    private byte[]? Payload(byte[] page, int at, int length, int most)
    {
        if (length <= most)
        {
            return page[at..(at + length)];
        }

        int local = LeastLocal + ((length - LeastLocal) % (Usable - 4));
        local = local <= most ? local : LeastLocal;
        var payload = new byte[length];
        page.AsSpan(at, local).CopyTo(payload);
        uint next = BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at + local));
        bool whole = true;
        for (int have = local; have < length;)
        {
            Visited.Add(next);
            if (!source.IsReadable(next))
            {
                whole = false;
                break;
            }

            byte[] more = source.Read(next);
            int part = Math.Min(Usable - 4, length - have);
            more.AsSpan(4, part).CopyTo(payload.AsSpan(have));
            have += part;
            next = BinaryPrimitives.ReadUInt32BigEndian(more);
        }

        return whole ? payload : null;
    }
}
