using System.Buffers.Binary;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>
/// The pages of a damaged store, read without LiteDB: the newest version of each, from every whole transaction of the log (also those
/// behind the damage) or else from the data file. No page checksum is asked for; every document has its own.
/// </summary>
internal sealed class DamagedPages
{
    private readonly IStoreFile _data;
    private readonly IStoreFile? _log;
    private readonly Dictionary<uint, long> _inLog = [];
    private readonly long _dataPages;

    internal DamagedPages(IStoreFile data, IStoreFile? log)
    {
        _data = data;
        _log = log;
        _dataPages = DataFormat.Pages(data.Length);
        if (log is null)
        {
            return;
        }

        var page = new byte[4];
        foreach (long offset in LogScan.Read(log, beyondDamage: true).Pages)
        {
            _ = log.Read(offset, page);
            _inLog[BinaryPrimitives.ReadUInt32LittleEndian(page)] = offset;
        }
    }

    /// <summary>Every page number that there is something of.</summary>
    internal IEnumerable<uint> Numbers()
    {
        for (uint page = 0; page < _dataPages; page++)
        {
            yield return page;
        }

        foreach (uint page in _inLog.Keys)
        {
            if (page >= _dataPages)
            {
                yield return page;
            }
        }
    }

    /// <summary>Reads a page; false when there is none of that number.</summary>
    internal bool TryRead(uint number, Span<byte> page) =>
        _inLog.TryGetValue(number, out long offset)
            ? _log!.Read(offset, page) == page.Length
            : number < _dataPages && _data.Read(DataFormat.PageOffset(number), page) == page.Length;
}
