using System.Buffers.Binary;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>
/// The pages of a damaged store, read without LiteDB: the newest version of each, from every whole transaction of the log (also those
/// behind the damage) or else from the data file. A page that fails its checksum is read all the same, for every document has its own; but
/// then <see cref="Missing"/> says that there may have been more.
/// </summary>
internal sealed class DamagedPages
{
    private const int TypePosition = 4;
    private const int LastPagePosition = 64;
    private const byte DataPage = 4;
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
            Missing = LogDamage = "the log is gone";
        }
        else
        {
            var page = new byte[4];
            LogImage image = LogScan.Read(log, beyondDamage: true);
            LogDamage = image.Damage;
            Missing = image.Damage ?? image.TornTail;
            foreach ((long offset, _) in image.Pages)
            {
                _ = log.Read(offset, page);
                _inLog[BinaryPrimitives.ReadUInt32LittleEndian(page)] = offset;
            }
        }

        Missing ??= FindMissing();
    }

    /// <summary>Why documents may have been lost of which nothing is left, not even their number; null when there is no sign of it.</summary>
    internal string? Missing { get; }

    /// <summary>What is wrong with the log, so that what was written last may be missing; null when nothing is but a torn tail.</summary>
    internal string? LogDamage { get; }

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

    // Only pages of documents matter here: a damaged index page hides nothing from whoever reads the documents themselves.
    private string? FindMissing()
    {
        var page = new byte[DataFormat.PageBytes];
        if (!TryRead(0, page) || BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(LastPagePosition)) + 1 > Math.Max(_dataPages, _inLog.Keys.DefaultIfEmpty(0U).Max() + 1))
        {
            return "the data file was cut";
        }

        var checksums = new byte[DataFormat.BlockBytes];
        for (uint number = 0; number < _dataPages; number++)
        {
            if (number % DataFormat.RegionPages == 0)
            {
                _ = _data.Read(DataFormat.RegionOffset(number / DataFormat.RegionPages), checksums);
            }

            uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(checksums.AsSpan((int)(number % DataFormat.RegionPages) * 4));
            if (!_inLog.ContainsKey(number) && TryRead(number, page) && LogFormat.Crc(0, page) != checksum
                && (page[TypePosition] is 0 or >= DataPage || number == 0)
                && (checksum != 0 || page.AsSpan().ContainsAnyExcept((byte)0))) // zeros and no checksum: never written
            {
                return $"page {number} of the data file fails its checksum";
            }
        }

        return null;
    }
}
